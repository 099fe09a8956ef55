import Environments
import Randomness

/// The opponent that an agent is measured against, as in `random` or `mcts:1000`.
public enum MatchOpponent: Sendable, Equatable, CustomStringConvertible {
  /// A player of uniformly random legal moves.
  case random
  /// Plain tree search with this number of random rollouts.
  case treeSearch(simulations: Int)

  private static let randomName = "random"
  package static let treeSearchPrefix = "mcts:"
  package static let simulations = 1...10_000_000

  /// The opponent of a name; nil if no opponent has it.
  public init?(_ name: String) {
    if name == Self.randomName {
      self = .random
      return
    }
    guard name.hasPrefix(Self.treeSearchPrefix),
      let simulations = Int(name.dropFirst(Self.treeSearchPrefix.count)),
      Self.simulations.contains(simulations)
    else { return nil }
    self = .treeSearch(simulations: simulations)
  }

  /// The name: `random`, or `mcts:1000`.
  public var description: String {
    switch self {
    case .random: Self.randomName
    case .treeSearch(let simulations): "\(Self.treeSearchPrefix)\(simulations)"
    }
  }

  /// A player whose moves are drawn from `random`.
  package func player(_ random: RandomStream) -> any Player {
    switch self {
    case .random: RandomPlayer(random: random)
    case .treeSearch(let simulations): TreeSearchPlayer(simulations: simulations, random: random)
    }
  }
}
