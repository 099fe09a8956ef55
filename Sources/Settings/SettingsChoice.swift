/// A choice among a few words: an enumeration that lists its cases.
enum SettingsChoice {
  /// The words that a type allows, if it is such an enumeration.
  static func words(of type: Any.Type) -> [String]? {
    (type as? any CaseIterable.Type).flatMap { words($0) }
  }

  private static func words<T: CaseIterable>(_ type: T.Type) -> [String]? {
    let words = T.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? any SettingsScalar }
    return words.count == T.allCases.count ? words.map { ($0 as? String) ?? $0.yaml } : nil
  }
}
