import Operations

/// The result of measuring a product.
package struct ProductTuning: Sendable {
  /// A variant's time, or the reason why it was rejected.
  package struct Result: Sendable {
    package let choice: ProductChoice
    /// The time of one run; nil if the variant was rejected.
    package internal(set) var seconds: Double?
    package let failure: String?
  }

  package let shape: ProductShape
  package let precision: Precision
  /// The results of all variants. There is at least one; the first is the default's.
  package internal(set) var results: [Result]
  /// The index in `results` of the variant that is to replace the default; nil if none is clearly better.
  package internal(set) var winner: Int?

  /// The name for saved measurements.
  package var key: String { shape.key(in: precision) }

  package var standard: Result { results[0] }

  /// The variant to use; nil if none is correct.
  package var best: Result? {
    if let winner { return results[winner] }
    return standard.failure == nil ? standard : nil
  }

  /// The speed of the best variant relative to the default; nil if either has no time.
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
