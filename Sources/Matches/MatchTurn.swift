/// A game in which a player is to move, and what the move may cost.
package struct MatchTurn {
  package let game: MatchGame
  package let limits: MatchLimits
  /// Milliseconds that each player has left; nil where there is no clock.
  package let clock: [Int]?
}
