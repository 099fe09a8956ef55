import Foundation

/// Random numbers that are the same on every machine: SplitMix64, with the distributions
/// that searches, environments and replay draw from.
///
/// A stream depends on its key alone, not on what is drawn from other streams, or in which order.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var bits: SplitMix64
  private var spareNormal: Double?

  /// The stream of a key, such as the run's seed, the number of an environment and that of the episode.
  public init(_ key: UInt64...) {
    bits = SplitMix64(seed: key.reduce(0) { SplitMix64.mix($0 ^ $1) })
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 { bits.next() }

  /// A uniform number in (0, 1), without both ends.
  public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// A uniformly distributed integer from 0 to `count` − 1.
  public mutating func index(below count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  /// A standard normal number, by Marsaglia's polar method.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      spareNormal = y * scale
      return x * scale
    }
  }

  /// The logarithm of a gamma variate of shape `alpha` and scale 1 (Marsaglia and Tsang 2000; for shapes
  /// below 1 computed from shape alpha + 1, by their section 6). It is the logarithm because variates of
  /// small shapes lie below the smallest double.
  public mutating func logGamma(alpha: Double) -> Double {
    if alpha < 1 { return logGamma(alpha: alpha + 1) + log(uniform()) / alpha }
    let d = alpha - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(uniform()) < 0.5 * x * x + d - d * cube + d * log(cube) { return log(d) + log(cube) }
    }
  }

  /// A sample of the symmetric Dirichlet distribution, which sums to 1: [count].
  public mutating func dirichlet(alpha: Double, count: Int) -> [Double] {
    let logs = (0..<count).map { _ in logGamma(alpha: alpha) }
    let highest = logs.max() ?? 0
    let weights = logs.map { exp($0 - highest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
