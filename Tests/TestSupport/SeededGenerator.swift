import Randomness

/// Random numbers that are the same in every run.
package typealias SeededGenerator = SplitMix64

extension SplitMix64 {
  /// `count` numbers, uniform in `range`.
  package mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in .random(in: range, using: &self) }
  }
}
