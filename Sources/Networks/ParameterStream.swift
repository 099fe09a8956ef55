import Randomness

/// The random numbers of one parameter. They depend only on the seed and the parameter's name, so that adding
/// a parameter does not change the others.
struct ParameterStream {
  private var bits: SplitMix64
  private var normals = BoxMuller()

  init(seed: UInt64, name: String) {
    bits = SplitMix64(seed: name.utf8.reduce(SplitMix64.mix(seed)) { SplitMix64.mix($0 ^ UInt64($1)) })
  }

  /// A uniform number in [0, 1), a multiple of 2^-53.
  mutating func uniform() -> Double { bits.uniform() }

  mutating func normal() -> Double { normals.next(&bits) }

  /// A standard normal number within ±2; numbers beyond are drawn again.
  mutating func truncatedNormal() -> Double {
    while true {
      let value = normal()
      if abs(value) <= 2 { return value }
    }
  }
}
