/// Gomoku, free style: five in a row or more win, for either player, and no opening is forbidden.
///
/// An action is a point, row · size + column from the top left; people call them as in Go ("D4", without I,
/// from the bottom left). Observations are [size, size, 2 · history + 1]: the stones of the player to move
/// and those of the opponent in each of the last `history` positions, the newest first, then a plane of ones
/// if the second player moves. A winning move's reward is 1; all other rewards are 0.
public struct Gomoku: Environment {
  /// The number of rows and of columns of the board.
  public let size: Int

  private var board: PlacementBoard

  /// An empty board of 1 to 25 rows and columns.
  public init(size: Int = 11, history: Int = 1) {
    precondition(
      (1...BoardVertices.maximum).contains(size), "a board of size \(size), where 1 to 25 are named")
    self.size = size
    board = PlacementBoard(width: size, height: size, line: 5, history: history)
  }

  private var vertices: BoardVertices { BoardVertices(width: size, height: size) }

  /// An action for each point.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "gomoku", observations: board.specification,
      actions: .discrete(count: size * size, meaning: .boardPoint), players: 2, longestEpisode: size * size)
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
    board.text(columns: vertices.columns, rows: (1...size).reversed().map { String($0) })
  }

  /// The name of a point, from "A1" at the bottom left.
  public func name(of action: Int) -> String { vertices.name(of: action) }

  /// The point of this name, in either case.
  public func action(named name: String) -> Int? { vertices.point(named: name) }
}
