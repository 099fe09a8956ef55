import Operations

/// What came of measuring a product.
package struct ProductTuning: Sendable {
  /// A variant's time, or why it lost.
  package struct Result: Sendable {
    package let choice: ProductChoice
    /// Of one run; nil where it lost.
    package internal(set) var seconds: Double?
    package let failure: String?
  }

  package let shape: ProductShape
  /// The default's first; there is at least that.
  package internal(set) var results: [Result]
  /// The place in `results` of the variant that is to replace the default; nil where none is clearly better.
  package internal(set) var winner: Int?

  package var standard: Result { results[0] }

  /// The variant to use; nil where none is right.
  package var best: Result? {
    if let winner { return results[winner] }
    return standard.failure == nil ? standard : nil
  }

  /// How many times faster the best variant is than the default; nil where either has no time.
  package var speedUp: Double? {
    guard let before = standard.seconds, let after = best?.seconds else { return nil }
    return before / after
  }

  package var entry: TuningEntry {
    TuningEntry(
      choice: winner.map { results[$0].choice }, milliseconds: best?.seconds.map { $0 * 1e3 },
      defaultMilliseconds: standard.seconds.map { $0 * 1e3 })
  }
}
