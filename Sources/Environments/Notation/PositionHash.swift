/// 128 bits of a position, computed from all that repetition compares.
///
/// A game of a thousand positions holds two that differ and have the same hash with a probability of 10⁻³³, so that equal
/// hashes are taken for equal positions.
struct PositionHash: Sendable, Equatable {
  private(set) var lanes = SIMD2<UInt64>(0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03)

  /// Takes 64 further bits of the position.
  mutating func combine(_ bits: UInt64) {
    lanes.x = Self.mix(lanes.x ^ bits)
    lanes.y = Self.mix(lanes.y &+ (bits &* 0xa24b_aed4_963e_e407))
  }

  /// Takes 128 further bits.
  mutating func combine(_ bits: UInt128) {
    combine(UInt64(truncatingIfNeeded: bits))
    combine(UInt64(truncatingIfNeeded: bits >> 64))
  }

  /// A bijection after which every bit depends on every other (SplitMix64; Steele, Lea and Flood 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
