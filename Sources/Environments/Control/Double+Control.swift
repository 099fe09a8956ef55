import Randomness

extension Double {
  /// A uniform number within a range.
  static func uniform(_ range: ClosedRange<Double>, using random: inout RandomStream) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
  }

  /// The nearest number within a range.
  func clamped(to range: ClosedRange<Double>) -> Double { min(max(self, range.lowerBound), range.upperBound) }
}
