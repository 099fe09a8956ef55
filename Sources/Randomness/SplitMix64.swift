/// SplitMix64 (Steele, Lea and Flood 2014): a counter, and a bijection that makes it look random. It is the
/// same on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

  private var state: UInt64

  /// The generator of a seed. Every seed has a sequence of its own.
  public init(seed: UInt64) { state = seed }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    defer { state &+= Self.increment }
    return Self.mix(state)
  }

  /// A uniform number in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The first output of a generator with this seed: a bijection of 64 bits.
  public static func mix(_ seed: UInt64) -> UInt64 {
    var bits = seed &+ increment
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
