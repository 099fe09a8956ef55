import Foundation

/// Seeded standard normal numbers by Box and Muller's method.
struct NormalGenerator: RandomNumberGenerator {
  private var bits: SeededGenerator
  private var spare: Float?

  init(seed: UInt64) { bits = SeededGenerator(seed: seed) }

  mutating func next() -> UInt64 { bits.next() }

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
