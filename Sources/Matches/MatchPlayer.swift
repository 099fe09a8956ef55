/// A player of matches: an agent, a program, or a player that needs neither. To be used by one thread at a
/// time.
package protocol MatchPlayer: AnyObject {
  var name: String { get }

  /// Whether it can play many games at once.
  var playsManyGames: Bool { get }

  /// Called when a game begins, after its opening.
  ///
  /// Throws `PlayerFailure` if the player cannot play this game, and `MatchError` if it cannot play any.
  func begin(_ game: MatchGame) throws

  /// The player's moves in games in which it is to move, in the order of the games.
  ///
  /// Throws the errors that end the match: `MatchInterruption`, or the failure of a device.
  func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>]

  func end(_ game: MatchGame)
}

extension MatchPlayer {
  package func end(_ game: MatchGame) {}
}
