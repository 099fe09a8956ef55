import Foundation

/// A parameter's own random numbers: they depend on the seed and the parameter's name alone, so that a parameter
/// more changes no other's (SplitMix64; Steele et al. 2014).
struct ParameterStream {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64, name: String) {
    state = name.utf8.reduce(Self.mix(seed)) { Self.mix($0 ^ UInt64($1)) }
  }

  /// 64 random bits.
  private mutating func next() -> UInt64 {
    defer { state &+= 0x9e37_79b9_7f4a_7c15 }
    return Self.mix(state)
  }

  /// A bijection of 64 bits: SplitMix64's output for the state `value`.
  private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal (Box and Muller 1958).
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = sqrt(-2 * log(1 - uniform()))
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Standard normal within ±2: what lies beyond is drawn again.
  mutating func truncatedNormal() -> Double {
    while true {
      let value = normal()
      if abs(value) <= 2 { return value }
    }
  }
}
