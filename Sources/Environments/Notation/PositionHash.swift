import Randomness

/// 128 bits of a position, computed from all that repetition compares.
///
/// A game of a thousand positions holds two that differ and have the same hash with a probability of 10⁻³³, so that equal
/// hashes are taken for equal positions.
struct PositionHash: Sendable, Equatable {
  private(set) var lanes = SIMD2<UInt64>(0x2545_f491_4f6c_dd1d, 0xd1b5_4a32_d192_ed03)

  /// Takes 64 further bits of the position.
  mutating func combine(_ bits: UInt64) {
    lanes.x = SplitMix64.mix(lanes.x ^ bits)
    lanes.y = SplitMix64.mix(lanes.y &+ (bits &* 0xa24b_aed4_963e_e407))
  }

  /// Takes 128 further bits.
  mutating func combine(_ bits: UInt128) {
    combine(UInt64(truncatingIfNeeded: bits))
    combine(UInt64(truncatingIfNeeded: bits >> 64))
  }
}
