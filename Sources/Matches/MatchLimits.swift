/// What bounds a player's moves, and when games are cut short.
package struct MatchLimits: Sendable, Equatable, Codable {
  /// Time for a whole game, and what comes back with each move: milliseconds.
  package struct Clock: Sendable, Equatable, Codable {
    package var time: Int
    package var increment: Int

    package init(time: Int, increment: Int) { (self.time, self.increment) = (time, increment) }
  }

  /// Nodes, or simulations, of each move.
  package var nodes: Int?
  /// Milliseconds for each move.
  package var moveTime: Int?
  package var clock: Clock?
  /// After how many moves, those of the opening included, a game is drawn; nil for the game's own limit.
  package var moveLimit: Int?
  /// A player has lost who finds the position worth less than the negative of this in each of `resignMoves` moves in a
  /// row, where the other does not think otherwise; nil for never.
  package var resignValue: Double?
  /// Seconds beyond what it was given after which a program counts as hanging.
  package var patience: Double

  /// Moves in a row.
  static let resignMoves = 3

  package init(
    nodes: Int? = nil, moveTime: Int? = nil, clock: Clock? = nil, moveLimit: Int? = nil,
    resignValue: Double? = nil, patience: Double = 60
  ) {
    (self.nodes, self.moveTime, self.clock) = (nodes, moveTime, clock)
    (self.moveLimit, self.resignValue, self.patience) = (moveLimit, resignValue, patience)
  }
}
