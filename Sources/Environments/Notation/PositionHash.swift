import Randomness

/// A 128-bit hash of everything about a position that matters for repetition.
///
/// A game of a thousand positions contains two different ones with the same hash with a probability of 10⁻³³,
/// so equal hashes are taken for equal positions.
struct PositionHash: Sendable, Equatable {
  private(set) var lanes = SIMD2<UInt64>(0x2545_f491_4f6c_dd1d, 0xd1b5_4a32_d192_ed03)

  /// Adds 64 bits of the position.
  mutating func combine(_ bits: UInt64) {
    lanes.x = SplitMix64.mix(lanes.x ^ bits)
    lanes.y = SplitMix64.mix(lanes.y &+ (bits &* 0xa24b_aed4_963e_e407))
  }

  /// Adds 128 bits of the position.
  mutating func combine(_ bits: UInt128) {
    combine(UInt64(truncatingIfNeeded: bits))
    combine(UInt64(truncatingIfNeeded: bits >> 64))
  }
}
