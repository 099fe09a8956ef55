/// A game in which a player is to move, and the limits of the move.
package struct MatchTurn {
  package let game: MatchGame
  package let limits: MatchLimits
  /// The time that each player has left, in milliseconds; nil without a clock.
  package let clock: [Int]?
}
