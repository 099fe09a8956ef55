/// Connect Four: stones dropped into 7 columns of 6 points; four in a row win, in any direction.
///
/// An action is a column from the left; people call them A to G. Observations are [6, 7, 2 · history + 1],
/// the top row first: the stones of the player to move and those of the opponent in each of the last
/// `history` positions, the newest first, then a plane of ones if the second player moves. A winning move's
/// reward is 1; all other rewards are 0.
public struct ConnectFour: Environment {
  private static let columns = 7
  private static let rows = 6

  private var board: PlacementBoard
  private var heights: [Int]

  /// An empty board.
  public init(history: Int = 1) {
    board = PlacementBoard(width: Self.columns, height: Self.rows, line: 4, history: history)
    heights = Array(repeating: 0, count: Self.columns)
  }

  /// Seven actions, each a column.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "connect-four", observations: board.specification,
      actions: .discrete(count: Self.columns, meaning: .boardColumn), players: 2,
      longestEpisode: Self.columns * Self.rows)
  }

  /// Whether a player has won or the board is full.
  public var isOver: Bool { board.isOver }

  /// The winner, 0 or 1; nil if there is none.
  public var winner: Int? { board.winner }

  /// Empties the board. The seed has no effect.
  public mutating func reset(seed: UInt64) -> Observation {
    heights = Array(repeating: 0, count: Self.columns)
    return board.reset()
  }

  /// Drops a stone of the player to move into a column that is not full.
  public mutating func step(_ action: Int) -> EnvironmentStep {
    precondition(
      heights.indices.contains(action) && heights[action] < Self.rows,
      "a stone into column \(action), which takes none")
    let point = (Self.rows - 1 - heights[action]) * Self.columns + action
    heights[action] += 1
    return board.step(at: point)
  }

  /// The columns that are not full.
  public var legalActions: [Int]? { heights.indices.filter { heights[$0] < Self.rows } }

  /// The first player, X, begins.
  public var playerToMove: Int { board.playerToMove }

  /// The board, the last move in parentheses, and who moves or has won.
  public var text: String { board.text(columns: Self.names, rows: []) }

  /// "A" to "G", from the left.
  public func name(of action: Int) -> String { Self.names[action] }

  /// The column of that letter, in either case, or of that number, from 1.
  public func action(named name: String) -> Int? {
    if let column = Self.names.firstIndex(of: name.uppercased()) { return column }
    return Int(name).flatMap { heights.indices.contains($0 - 1) ? $0 - 1 : nil }
  }

  private static let names = BoardVertices(width: columns, height: rows).columns
}
