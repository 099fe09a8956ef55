/// Finds what someone may have meant.
package enum NearNames {
  /// The names that hold `name` or are few letters away from it, the nearest first; at most `limit`.
  package static func find(_ name: String, among names: [String], limit: Int = 5) -> [String] {
    let furthest = max(1, name.count / 3)
    let ranked = names.compactMap { candidate -> (distance: Int, name: String)? in
      let distance = distance(name, candidate)
      guard distance <= furthest || (name.count > 2 && candidate.contains(name)) else { return nil }
      return (distance, candidate)
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
  }

  /// The letters to insert, remove or replace (Levenshtein's distance).
  package static func distance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = index
      row[0] = index + 1
      for (column, other) in second.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[second.count]
  }
}
