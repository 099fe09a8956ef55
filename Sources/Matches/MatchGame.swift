import Environments

/// A game of a match in progress.
package struct MatchGame {
  package let pairing: MatchPairing
  package let opening: MatchOpening
  /// The game's current state.
  package private(set) var environment: any Environment<Int>
  /// The actions since the opening's position, beginning with the opening's moves.
  package private(set) var actions: [Int]
  /// The names of the actions.
  package private(set) var names: [String]
  /// The time that each player has left, in milliseconds; nil without a clock.
  package var clock: [Int]?
  /// The end of the game; nil while it goes on.
  package private(set) var end: MatchEnd?

  private var doubts = [0, 0]
  private var values: [Double?] = [nil, nil]

  /// A game after its opening. Throws as `MatchOpening.begun(in:)`.
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

  /// The player to move, 0 or 1 in the game's order: the first or second player of the pairing.
  package var playerToMove: Int { environment.playerToMove }

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

  /// Ends the game for another reason than its rules.
  mutating func end(winner: Int?, _ kind: MatchEnd.Kind, _ reason: String) {
    end = MatchEnd(score: winner.map { $0 == 0 ? 1 : 0 } ?? 0.5, kind: kind, reason: reason)
  }

  /// Notes a player's evaluation of the position, and ends the game if the player is to resign by it.
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
