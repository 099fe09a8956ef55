import Environments
import Randomness

/// A player that needs no process and no device, such as random moves.
package final class OwnPlayer: MatchPlayer {
  package let name: String
  private let make: (RandomStream) -> any Player
  private let seed: UInt64
  private let place: Int
  private var players: [Int: any Player] = [:]

  /// `make` gives a player for each game, whose stream depends on the seed, the game's number, and which of the match's
  /// players this is.
  package init(_ name: String, place: Int, seed: UInt64, make: @escaping (RandomStream) -> any Player) {
    (self.name, self.place, self.seed, self.make) = (name, place, seed, make)
  }

  package var playsManyGames: Bool { true }

  package func begin(_ game: MatchGame) {
    players[game.number] = make(MatchPurpose.player.stream(seed: seed, game.number, place))
  }

  package func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>] {
    try turns.map { turn in
      guard var player = players[turn.game.number] else {
        preconditionFailure("\(name) in game \(turn.game.number), which has not begun")
      }
      let action = try player.action(in: turn.game.environment)
      players[turn.game.number] = player
      return .success(MatchMove(.action(action)))
    }
  }

  package func end(_ game: MatchGame) { players[game.number] = nil }
}
