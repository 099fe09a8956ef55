/// What a player has on the clock, in milliseconds.
struct MoveClock: Equatable {
  /// Until the time has run out; nil where that is not known.
  var left: Int?
  /// What comes back with each move.
  var increment = 0
  /// For each move when the time has run out.
  var byoyomi: Int?
  /// Moves until more time comes; nil where none does.
  var movesToGo: Int?

  /// Into how many moves time is divided, where it is not known.
  private static let usualMoves = 30

  /// How long the next move's search may take; nil for any time. A thirtieth of what is left, and what comes back with the
  /// move; `overhead` is what a move takes besides.
  func milliseconds(overhead: Int) -> Int? {
    guard left != nil || byoyomi != nil else { return nil }
    let left = left ?? 0
    let share = left / min(movesToGo ?? Self.usualMoves, Self.usualMoves) + increment
    return max(1, min(share, left) + (byoyomi ?? 0) - overhead)
  }
}
