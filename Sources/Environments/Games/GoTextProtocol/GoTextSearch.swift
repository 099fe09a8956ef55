/// A move that is asked for.
public struct GoTextSearch: Sendable {
  /// The game, whose player to move is asked.
  public let game: Go
  /// The actions to choose from, ascending.
  public let legal: [Int]
  /// When the move must be there; nil where there is any time.
  public let deadline: ContinuousClock.Instant?

  /// Who is to move: 0 for black, 1 for white.
  public var player: Int { game.playerToMove }
}
