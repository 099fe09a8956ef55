/// What a player has on the clock, in milliseconds.
package struct MoveClock: Equatable {
  /// Until the time has run out; nil where that is not known.
  package var left: Int?
  /// What comes back with each move.
  package var increment = 0
  /// For each move when the time has run out.
  package var byoyomi: Int?
  /// Moves until more time comes; nil where none does.
  package var movesToGo: Int?

  package init(left: Int?, increment: Int = 0, byoyomi: Int? = nil, movesToGo: Int? = nil) {
    (self.left, self.increment, self.byoyomi, self.movesToGo) = (left, increment, byoyomi, movesToGo)
  }

  /// Into how many moves time is divided, where it is not known.
  private static let usualMoves = 30

  /// How long the next move's search may take; nil for any time. A thirtieth of what is left, and what comes back with the
  /// move; `overhead` is what a move takes besides.
  package func milliseconds(overhead: Int) -> Int? {
    guard left != nil || byoyomi != nil else { return nil }
    let left = left ?? 0
    let share = left / min(movesToGo ?? Self.usualMoves, Self.usualMoves) + increment
    return max(1, min(share, left) + (byoyomi ?? 0) - overhead)
  }
}
