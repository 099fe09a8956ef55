import Benchmarks
import Randomness

extension SplitMix64 {
  /// `count` numbers, uniform in -1..<1, in steps of 2⁻²³.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(next() >> 40) * 0x1p-23 - 1 }
  }
}
