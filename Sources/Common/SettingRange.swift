/// The ranges of numbers in settings. A fault is a sentence that names the key; nil if there is none.
package enum SettingRange {
  /// Numbers of things that are done one after another, however long that takes.
  package static let counts = 0...1_000_000_000_000_000
  /// The range of factors and rates.
  package static let factors = 1e-30...1e15
  package static let factorsFromZero = 0.0...1e15

  /// The fault of a setting, which may be null.
  package static func fault<Number: Comparable>(
    _ key: String, _ value: Number?, _ range: ClosedRange<Number>
  ) -> String? {
    guard let value, !range.contains(value) else { return nil }
    return "\(key) is \(value), but must be \(bound(value, range))"
  }

  /// The fault of a list of numbers.
  package static func fault<Number: Comparable>(
    _ key: String, all values: [Number], _ range: ClosedRange<Number>
  ) -> String? {
    guard let value = values.first(where: { !range.contains($0) }) else { return nil }
    return "\(key) has \(value), but all must be \(bound(value, range))"
  }

  private static func bound<Number: Comparable>(_ value: Number, _ range: ClosedRange<Number>) -> String {
    if value < range.lowerBound { return "at least \(range.lowerBound)" }
    if value > range.upperBound { return "at most \(range.upperBound)" }
    return "a number from \(range.lowerBound) to \(range.upperBound)"
  }
}
