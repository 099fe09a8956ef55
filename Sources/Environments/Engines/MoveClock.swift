/// The time on a player's clock, in milliseconds.
package struct MoveClock: Equatable {
  /// The main time that is left; nil if it is not known.
  package var left: Int?
  /// The time that is added with each move.
  package var increment = 0
  /// The time for each move after the main time has run out.
  package var byoyomi: Int?
  /// The number of moves until more time is added; nil if none is added.
  package var movesToGo: Int?

  package init(left: Int?, increment: Int = 0, byoyomi: Int? = nil, movesToGo: Int? = nil) {
    (self.left, self.increment, self.byoyomi, self.movesToGo) = (left, increment, byoyomi, movesToGo)
  }

  /// The number of moves among which the time is divided if it is not given.
  private static let usualMoves = 30

  /// The time for the next move's search; nil for no limit. By default it is a thirtieth of the time that is
  /// left, plus the increment. `overhead` is the time that a move takes beside the search.
  package func milliseconds(overhead: Int) -> Int? {
    guard left != nil || byoyomi != nil else { return nil }
    let left = left ?? 0
    let share = left / min(movesToGo ?? Self.usualMoves, Self.usualMoves) + increment
    return max(1, min(share, left) + (byoyomi ?? 0) - overhead)
  }
}
