import Foundation

/// Turns uniform numbers into standard normal ones, two at a time (Box and Muller 1958).
package struct BoxMuller: Sendable {
  private var spare: Double?

  package init() {}

  /// The next number. For every second one, it takes uniform numbers in [0, 1) from `generator`.
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
