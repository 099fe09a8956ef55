import ArgumentParser
import Environments

/// Whom an agent is to play against, as in `--against mcts:1000`.
enum Adversary: ExpressibleByArgument, CustomStringConvertible {
  /// Any legal move, each as likely.
  case random
  /// Every sequence of moves.
  case exhaustive
  /// Plain tree search with so many random roll-outs.
  case treeSearch(simulations: Int)

  private static let treeSearchPrefix = "mcts:"
  private static let simulations = 1...10_000_000

  init?(argument: String) {
    switch argument {
    case "random": self = .random
    case "exhaustive": self = .exhaustive
    default:
      guard argument.hasPrefix(Self.treeSearchPrefix),
        let simulations = Int(argument.dropFirst(Self.treeSearchPrefix.count)),
        Self.simulations.contains(simulations)
      else { return nil }
      self = .treeSearch(simulations: simulations)
    }
  }

  var description: String {
    switch self {
    case .random: "random"
    case .exhaustive: "exhaustive"
    case .treeSearch(let simulations): "\(Self.treeSearchPrefix)\(simulations)"
    }
  }
}
