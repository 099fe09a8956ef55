import Randomness

/// A parameter's own random numbers: they depend on the seed and the parameter's name alone, so that a parameter
/// more changes no other's.
struct ParameterStream {
  private var bits: SplitMix64
  private var normals = BoxMuller()

  init(seed: UInt64, name: String) {
    bits = SplitMix64(seed: name.utf8.reduce(SplitMix64.mix(seed)) { SplitMix64.mix($0 ^ UInt64($1)) })
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  mutating func uniform() -> Double { bits.uniform() }

  /// Standard normal.
  mutating func normal() -> Double { normals.next(&bits) }

  /// Standard normal within ±2: what lies beyond is drawn again.
  mutating func truncatedNormal() -> Double {
    while true {
      let value = normal()
      if abs(value) <= 2 { return value }
    }
  }
}
