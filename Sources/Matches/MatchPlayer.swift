import Environments

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

/// A game in which a player is to move, and what the move may cost.
package struct MatchTurn {
  package let game: MatchGame
  package let limits: MatchLimits
  /// Milliseconds that each player has left; nil where there is no clock.
  package let clock: [Int]?
}

/// What a player does.
package struct MatchMove {
  package enum Choice: Equatable {
    case action(Int)
    case resigns
  }

  package let choice: Choice
  /// What the position is worth to the player, from −1, lost, to 1, won; nil where it does not say.
  package let value: Double?

  package init(_ choice: Choice, value: Double? = nil) { (self.choice, self.value) = (choice, value) }
}
