import Foundation
import Randomness

/// Plain Monte Carlo tree search in two-player games: UCT (Kocsis and Szepesvári 2006) with random rollouts
/// from the leaves, in the game itself and without a network.
///
/// Every simulation descends the tree by the upper confidence bound, adds one node, plays at random until the
/// episode is over, and backs up the sum of the rewards for the player who got them. The most visited action
/// is taken; among equals, the one with the highest mean, then the first.
public struct TreeSearchPlayer: Player {
  /// The number of rollouts for choosing an action.
  public let simulations: Int
  /// The exploration constant c in mean + c · √(ln N / n).
  public let exploration: Double

  private var random: RandomStream

  /// A player whose choices depend on the stream and on the positions that it is asked about.
  public init(simulations: Int, exploration: Double = 2.0.squareRoot(), random: RandomStream) {
    precondition(simulations >= 1, "\(simulations) simulations, where 1 is the fewest")
    (self.simulations, self.exploration, self.random) = (simulations, exploration, random)
  }

  /// The most visited action.
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

  private struct Node {
    /// The action that led here from the parent, and the player who took it.
    var action = 0
    var player = 0
    /// The range of the children among the nodes; empty until the second visit.
    var children = 0..<0
    /// Whether the episode ends here.
    var isOver = false
    var visits = 0
    /// The sum, over all visits, of the rewards after the action, for the player who took it.
    var total = 0.0

    var mean: Double { visits == 0 ? 0 : total / Double(visits) }
  }

  private mutating func simulate<Game: Environment<Int>>(
    from environment: Game, in nodes: inout [Node], path: inout [Int]
  ) throws(Game.Failure) {
    var game = environment
    // The sum of the rewards of player 0 minus those of player 1.
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

  /// Gives a node a child for each legal action, in random order. They are visited first in this order.
  private mutating func expand(_ node: Int, of game: some Environment<Int>, in nodes: inout [Node]) {
    let player = game.playerToMove
    let first = nodes.count
    for action in game.actionsToChooseFrom.shuffled(using: &random) {
      nodes.append(Node(action: action, player: player))
    }
    nodes[node].children = first..<nodes.count
  }

  /// The child with the highest upper confidence bound; children that were never visited come first.
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
