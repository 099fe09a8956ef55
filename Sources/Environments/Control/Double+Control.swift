import Randomness

extension Double {
  static func uniform(_ range: ClosedRange<Double>, using random: inout RandomStream) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
  }

  func clamped(to range: ClosedRange<Double>) -> Double { min(max(self, range.lowerBound), range.upperBound) }
}
