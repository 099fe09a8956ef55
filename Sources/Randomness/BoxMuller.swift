import Foundation

/// Standard normal numbers of uniform ones, two of two (Box and Muller 1958).
package struct BoxMuller: Sendable {
  private var spare: Double?

  package init() {}

  /// The next number; takes uniform numbers in [0, 1) from `generator` for every second one.
  package mutating func next(_ generator: inout SplitMix64) -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = sqrt(-2 * log(1 - generator.uniform()))
    let angle = 2 * Double.pi * generator.uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}
