import Foundation

/// Standard normal numbers that follow from a seed (Box and Muller 1958, of SplitMix64).
struct NormalNumbers {
  private var state: UInt64
  private var spare: Float?

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    if let number = spare {
      spare = nil
      return number
    }
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = Float(radius * sin(angle))
    return Float(radius * cos(angle))
  }

  /// In [0, 1).
  private mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((word ^ (word >> 31)) >> 11) * 0x1p-53
  }
}
