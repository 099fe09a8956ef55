import Dispatch
import Environments
import Randomness
import Synchronization

/// A player that needs no process and no device, such as one that moves at random.
package final class OwnPlayer: MatchPlayer {
  package let name: String
  private let make: (RandomStream) -> any Player
  private let seed: UInt64
  private let place: Int
  private let isInterrupted: @Sendable () -> Bool
  private var players: [Int: any Player] = [:]

  /// `make` returns a player for each game. Its random stream depends on the seed, the game's number, and the
  /// player's index in the match. Once `isInterrupted` returns true, no player begins to think.
  package init(
    _ name: String, place: Int, seed: UInt64, isInterrupted: @escaping @Sendable () -> Bool = { false },
    make: @escaping (RandomStream) -> any Player
  ) {
    (self.name, self.place, self.seed, self.make) = (name, place, seed, make)
    self.isInterrupted = isInterrupted
  }

  package var playsManyGames: Bool { true }

  package func begin(_ game: MatchGame) {
    players[game.number] = make(MatchPurpose.player.stream(seed: seed, game.number, place))
  }

  /// The moves in all games, computed at once on all cores.
  package func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>] {
    let thinkers = turns.map { turn -> any Player in
      guard let player = players[turn.game.number] else {
        preconditionFailure("\(name) in game \(turn.game.number), which has not begun")
      }
      return player
    }
    let outcomes = Mutex([Int: Result<(any Player, Int), any Error>]())
    let games = turns.map(\.game.environment)
    DispatchQueue.concurrentPerform(iterations: turns.count) { [isInterrupted] index in
      if isInterrupted() { return }
      var player = thinkers[index]
      let outcome = Result { try player.action(in: games[index]) }.map { (player, $0) }
      outcomes.withLock { $0[index] = outcome }
    }
    return try turns.indices.map { index in
      guard let outcome = outcomes.withLock({ $0[index] }) else { throw MatchInterruption() }
      let (player, action) = try outcome.get()
      players[turns[index].game.number] = player
      return .success(MatchMove(.action(action)))
    }
  }

  package func end(_ game: MatchGame) { players[game.number] = nil }
}
