/// Who plays in matches: an agent, a program, or a player that needs neither. It belongs to one thread at a time.
package protocol MatchPlayer: AnyObject {
  /// What tables call it.
  var name: String { get }

  /// Whether it can be asked about many games at once.
  var playsManyGames: Bool { get }

  /// A game begins, after its opening.
  ///
  /// Throws `PlayerFailure` where the player cannot play it, and `MatchError` where it can play none.
  func begin(_ game: MatchGame) throws

  /// What the player does in games in which it is to move, in their order.
  ///
  /// Throws what ends the match: `MatchInterruption`, or that a device fails.
  func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>]

  /// A game is over.
  func end(_ game: MatchGame)
}

extension MatchPlayer {
  package func end(_ game: MatchGame) {}
}
