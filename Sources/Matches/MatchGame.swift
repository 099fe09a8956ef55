import Environments

/// A game of a match under way.
package struct MatchGame {
  package let pairing: MatchPairing
  package let opening: MatchOpening
  /// Where the game is now.
  package private(set) var environment: any Environment<Int>
  /// What was done since the opening's position: the opening's moves first.
  package private(set) var actions: [Int]
  /// What these are called.
  package private(set) var names: [String]
  /// Milliseconds that each player has left; nil where there is no clock.
  package var clock: [Int]?
  /// How the game ended; nil while it goes on.
  package private(set) var end: MatchEnd?

  private var doubts = [0, 0]
  private var values: [Double?] = [nil, nil]

  /// A game behind its opening. Throws as `MatchOpening.begun(in:)`.
  init(_ pairing: MatchPairing, _ opening: MatchOpening, in game: any Environment<Int>, clock: Int?) throws {
    (self.pairing, self.opening) = (pairing, opening)
    _ = try opening.begun(in: game)
    environment = try MatchOpening(position: opening.position).begun(in: game)
    (actions, names) = ([], [])
    self.clock = clock.map { [$0, $0] }
    for name in opening.moves {
      guard let action = environment.action(named: name) else {
        throw MatchError("\(name.debugDescription) is no move")
      }
      try step(action)
    }
  }

  package var number: Int { pairing.number }

  /// Whose turn it is: 0 or 1 by the game's order, which is the pairing's first or second player.
  package var playerToMove: Int { environment.playerToMove }

  /// Makes a legal move.
  mutating func step(_ action: Int) throws {
    let player = environment.playerToMove
    names.append(environment.name(of: action))
    actions.append(action)
    let step = try environment.step(action)
    guard step.isOver else { return }
    let reward = player == 0 ? step.reward : -step.reward
    end = MatchEnd(
      score: reward > 0 ? 1 : reward < 0 ? 0 : 0.5, reason: MatchEnd.reason(of: environment, reward: reward))
  }

  /// Ends the game by other means than its rules.
  mutating func end(winner: Int?, _ kind: MatchEnd.Kind, _ reason: String) {
    end = MatchEnd(score: winner.map { $0 == 0 ? 1 : 0 } ?? 0.5, kind: kind, reason: reason)
  }

  /// Notes what a player says the position is worth to it, and ends the game where it is lost by that.
  mutating func note(_ value: Double?, by player: Int, _ limits: MatchLimits) {
    values[player] = value
    guard let bound = limits.resignValue else { return }
    doubts[player] = value.map { $0 <= -bound } ?? false ? doubts[player] + 1 : 0
    guard doubts[player] >= MatchLimits.resignMoves, values[1 - player].map({ $0 >= bound }) ?? true else {
      return
    }
    end(winner: 1 - player, .adjudicated, "adjudicated by value")
  }
}
