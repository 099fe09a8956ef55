import Randomness

/// What a tree's random numbers depend on, and nothing else: neither its place in a batch nor the time.
public struct RandomKey: Sendable, Hashable {
  /// What all numbers of a run depend on.
  public var seed: UInt64
  /// The game or environment that the tree plans for.
  public var tree: UInt64
  /// The move within it.
  public var move: UInt64

  /// The key of a tree's move; all 0 unless given.
  public init(seed: UInt64 = 0, tree: UInt64 = 0, move: UInt64 = 0) {
    (self.seed, self.tree, self.move) = (seed, tree, move)
  }

  /// What the numbers are for: streams of different purposes have nothing in common.
  enum Purpose: UInt64 {
    case noise = 1
    case action = 2
    case gumbel = 3
  }

  /// A stream of its own for every key and purpose.
  func generator(for purpose: Purpose) -> RandomStream { RandomStream(seed, tree, move, purpose.rawValue) }
}
