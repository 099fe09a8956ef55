import Foundation
import Randomness

/// Plain Monte-Carlo tree search in games of two players: UCT (Kocsis and Szepesvári 2006) with random roll-outs from
/// the leaves, in the game itself, without any network.
///
/// Every simulation goes down the tree by the upper confidence bound, adds one node, plays on at random until the episode
/// is over, and counts what the rewards sum to, for whom each went to. The most visited action is taken; of equals the
/// one of the highest mean, then the first.
public struct TreeSearchPlayer: Player {
  /// How many roll-outs choose an action.
  public let simulations: Int
  /// What the width of the confidence interval is multiplied by: c in mean + c · √(ln N / n).
  public let exploration: Double

  private var random: RandomStream

  /// A player whose choices are a function of the stream and of the positions it is asked about.
  public init(simulations: Int, exploration: Double = 2.0.squareRoot(), random: RandomStream) {
    precondition(simulations >= 1, "\(simulations) simulations, where 1 is the fewest")
    (self.simulations, self.exploration, self.random) = (simulations, exploration, random)
  }

  /// The action that most simulations went through.
  public mutating func action<Game: Environment<Int>>(in environment: Game) throws(Game.Failure) -> Int {
    precondition(environment.specification.players == 2, "a search for two players, in a game of one")
    var nodes = [Node()]
    var path: [Int] = []
    for _ in 0..<simulations { try simulate(from: environment, in: &nodes, path: &path) }
    let children = nodes[nodes[0].children]
    let best = children.max { first, second in
      (first.visits, first.mean, -first.action) < (second.visits, second.mean, -second.action)
    }
    guard let best else { preconditionFailure("no legal action in \(environment.specification.name)") }
    return best.action
  }

  /// A state that the search has been in.
  private struct Node {
    /// What led here from the parent, by whom.
    var action = 0
    var player = 0
    /// Where the children are; empty until the second visit.
    var children = 0..<0
    /// Whether the episode ends here.
    var isOver = false
    var visits = 0
    /// What followed the action, for the player who took it, summed over the visits.
    var total = 0.0

    var mean: Double { visits == 0 ? 0 : total / Double(visits) }
  }

  private mutating func simulate<Game: Environment<Int>>(
    from environment: Game, in nodes: inout [Node], path: inout [Int]
  ) throws(Game.Failure) {
    var game = environment
    // The sum of rewards of player 0, less those of player 1.
    var balance = 0.0
    var node = 0
    path.removeAll(keepingCapacity: true)
    path.append(0)
    while !nodes[node].isOver {
      if node != 0, nodes[node].visits == 0 { break }
      if nodes[node].children.isEmpty { expand(node, of: game, in: &nodes) }
      node = child(of: node, in: nodes)
      balance += try step(&game, nodes[node].action, isOver: &nodes[node].isOver)
      path.append(node)
    }
    var isOver = nodes[node].isOver
    while !isOver {
      let actions = game.actionsToChooseFrom
      balance += try step(&game, actions[random.index(below: actions.count)], isOver: &isOver)
    }
    for node in path {
      nodes[node].visits += 1
      nodes[node].total += nodes[node].player == 0 ? balance : -balance
    }
  }

  /// Takes an action; returns the reward for player 0.
  private func step<Game: Environment<Int>>(
    _ game: inout Game, _ action: Int, isOver: inout Bool
  ) throws(Game.Failure) -> Double {
    let player = game.playerToMove
    let step = try game.step(action)
    isOver = step.isOver
    return player == 0 ? Double(step.reward) : -Double(step.reward)
  }

  /// Gives a node a child for each legal action, in random order, in which they are first visited.
  private mutating func expand(_ node: Int, of game: some Environment<Int>, in nodes: inout [Node]) {
    let player = game.playerToMove
    let first = nodes.count
    for action in game.actionsToChooseFrom.shuffled(using: &random) {
      nodes.append(Node(action: action, player: player))
    }
    nodes[node].children = first..<nodes.count
  }

  /// The child of the highest upper confidence bound; before that, those never visited.
  private func child(of node: Int, in nodes: [Node]) -> Int {
    let logarithm = log(Double(nodes[node].visits))
    var (best, highest) = (nodes[node].children.lowerBound, -Double.infinity)
    for child in nodes[node].children {
      guard nodes[child].visits > 0 else { return child }
      let bound = nodes[child].mean + exploration * (logarithm / Double(nodes[child].visits)).squareRoot()
      if bound > highest { (best, highest) = (child, bound) }
    }
    return best
  }
}
