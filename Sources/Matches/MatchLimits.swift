/// The limits of a player's moves, and the rules by which games are cut short.
package struct MatchLimits: Sendable, Equatable, Codable {
  /// The time for a whole game and the increment per move, in milliseconds.
  package struct Clock: Sendable, Equatable, Codable {
    package var time: Int
    package var increment: Int

    package init(time: Int, increment: Int) { (self.time, self.increment) = (time, increment) }
  }

  /// The number of nodes or simulations for each move.
  package var nodes: Int?
  /// The time for each move, in milliseconds.
  package var moveTime: Int?
  package var clock: Clock?
  /// The number of moves, including those of the opening, after which a game is drawn; nil for the game's own
  /// limit.
  package var moveLimit: Int?
  /// The value below whose negative a player must evaluate `resignMoves` positions in a row to have lost,
  /// unless the opponent disagrees; nil for never.
  package var resignValue: Double?
  /// The number of seconds beyond its time after which a program counts as hanging.
  package var patience: Double

  /// The number of moves in a row by which a player resigns.
  static let resignMoves = 3

  package init(
    nodes: Int? = nil, moveTime: Int? = nil, clock: Clock? = nil, moveLimit: Int? = nil,
    resignValue: Double? = nil, patience: Double = 60
  ) {
    (self.nodes, self.moveTime, self.clock) = (nodes, moveTime, clock)
    (self.moveLimit, self.resignValue, self.patience) = (moveLimit, resignValue, patience)
  }
}
