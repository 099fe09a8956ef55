import Foundation

/// Seeded random numbers: SplitMix64 (Steele et al. 2014), and standard normal ones by Box and Muller's method.
struct NormalGenerator: RandomNumberGenerator {
  private var state: UInt64
  private var spare: Float?

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  mutating func nextNormal() -> Float {
    if let value = spare {
      spare = nil
      return value
    }
    let bits = next()
    let radius = sqrt(-2 * log((Float(bits >> 40) + 0.5) / 0x1p24))
    let angle = 2 * Float.pi * Float(bits & 0xff_ffff) / 0x1p24
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}
