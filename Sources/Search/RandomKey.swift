import Randomness

/// The key of a tree's random numbers. They depend on nothing else, neither the tree's place in a batch nor
/// the time.
public struct RandomKey: Sendable, Hashable {
  /// The seed of the run.
  public var seed: UInt64
  /// The game or environment that the tree plans for.
  public var tree: UInt64
  /// The number of the move within the game or episode.
  public var move: UInt64

  /// The key of a tree's move. Parts that are not given are 0.
  public init(seed: UInt64 = 0, tree: UInt64 = 0, move: UInt64 = 0) {
    (self.seed, self.tree, self.move) = (seed, tree, move)
  }

  /// The purpose of random numbers. The streams of different purposes are independent.
  enum Purpose: UInt64 {
    case noise = 1
    case action = 2
    case gumbel = 3
  }

  /// A stream of its own for every key and purpose.
  func generator(for purpose: Purpose) -> RandomStream { RandomStream(seed, tree, move, purpose.rawValue) }
}
