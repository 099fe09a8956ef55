import Common

/// Suggests a setting that may have been meant.
enum SettingsNames {
  /// The path that differs in few letters from `name`, or whose last word does; nil if none is similar.
  static func nearest(_ name: String, among paths: [String]) -> String? {
    let word = lastWord(name)
    let ranked = paths.compactMap { path -> (distance: Int, whole: Int, path: String)? in
      let whole = NearNames.distance(name, path)
      let last = NearNames.distance(word, lastWord(path))
      var distances: [Int] = []
      if whole <= max(1, name.count / 3) { distances.append(whole) }
      if last <= max(1, word.count / 3) { distances.append(last + 1) }
      return distances.min().map { ($0, whole, path) }
    }
    return ranked.min { ($0.distance, $0.whole, $0.path) < ($1.distance, $1.whole, $1.path) }?.path
  }

  private static func lastWord(_ path: String) -> String {
    path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
