/// A request for a move.
public struct GoTextSearch: Sendable {
  /// The game, in which the player to move is asked.
  public let game: Go
  /// The actions to choose from, ascending.
  public let legal: [Int]
  /// The time by which the move is due; nil for no limit.
  public let deadline: ContinuousClock.Instant?

  /// The player to move: 0 for black, 1 for white.
  public var player: Int { game.playerToMove }
}

extension GameThinker {
  /// The move that `search` requests, within its time. Throws if the device fails.
  func move(_ search: GoTextSearch) throws -> Int {
    var timer = SearchTimer(deadline: search.deadline)
    return try think(about: search.game, legal: search.legal, simulations: simulations) { _ in
      timer.goesOn()
    }.variation[0]
  }
}
