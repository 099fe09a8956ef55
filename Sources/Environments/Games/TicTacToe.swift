/// Tic-tac-toe: three in a row on 3 × 3 points win.
///
/// An action is a point, row · 3 + column from the top left; people call them "a1", bottom left, to "c3".
/// Observations are [3, 3, 2 · history + 1]: the stones of the player to move and those of the opponent in
/// each of the last `history` positions, the newest first, then a plane of ones if the second player moves. A
/// winning move's reward is 1; all other rewards are 0.
public struct TicTacToe: Environment {
  private static let vertices = BoardVertices(width: 3, height: 3)

  private var board: PlacementBoard

  /// An empty board.
  public init(history: Int = 1) { board = PlacementBoard(width: 3, height: 3, line: 3, history: history) }

  /// Nine actions, each a point.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "tic-tac-toe", observations: board.specification,
      actions: .discrete(count: 9, meaning: .boardPoint), players: 2, longestEpisode: 9)
  }

  /// Whether a player has won or the board is full.
  public var isOver: Bool { board.isOver }

  /// The winner, 0 or 1; nil if there is none.
  public var winner: Int? { board.winner }

  /// Empties the board. The seed has no effect.
  public mutating func reset(seed: UInt64) -> Observation { board.reset() }

  /// Places a stone of the player to move on an empty point.
  public mutating func step(_ action: Int) -> EnvironmentStep { board.step(at: action) }

  /// The empty points.
  public var legalActions: [Int]? { board.emptyPoints }

  /// The first player, X, begins.
  public var playerToMove: Int { board.playerToMove }

  /// The board, the last move in parentheses, and who moves or has won.
  public var text: String {
    board.text(columns: Self.vertices.columns, rows: ["3", "2", "1"])
  }

  /// "A1" to "C3".
  public func name(of action: Int) -> String { Self.vertices.name(of: action) }

  /// The point of this name, in either case.
  public func action(named name: String) -> Int? { Self.vertices.point(named: name) }
}
