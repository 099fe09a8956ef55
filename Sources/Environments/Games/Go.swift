/// Go by the Tromp–Taylor rules, except that suicide is illegal: area scoring, positional superko, and two
/// passes end the game.
///
/// An action is a point, row · size + column from the top left, or size² to pass; people call points as in
/// the Go Text Protocol ("D4", without I, from the bottom left). Player 0 has the black stones. Observations
/// are [size, size, 2 · history + 1]: the stones of the player to move and those of the opponent in each of
/// the last `history` positions, the newest first (a pass repeats a position), then a plane of ones if white
/// moves.
///
/// The game is over after two passes in a row, or after `moveLimit` moves, and is scored as it stands: dead
/// stones count until they are captured. The reward of the last move is 1 if it won, −1 if it lost, and 0 if
/// the scores are equal; all other rewards are 0.
public struct Go: Environment {
  static let name = "go"

  /// The number of rows and of columns of the board.
  public let size: Int
  /// White's compensation for moving second, in points.
  public var komi: Double
  /// The number of moves, passes included, after which the game is over.
  public let moveLimit: Int
  /// The number of positions that an observation shows.
  public let history: Int

  /// The number of moves made, passes included.
  public private(set) var moveCount = 0
  /// The player to move: black, 0, begins.
  public private(set) var playerToMove = 0
  /// Whether two passes or the move limit have ended the game.
  public private(set) var isOver = false

  private var board: GoBoard
  private var lastMove: Int?
  /// The hashes of all positions since the empty board.
  private var hashes: [SIMD2<UInt64>]
  /// For each cell, the sum of the players, 1 and 2, who ever had a stone there: a position can repeat only
  /// through such a stone.
  private var occupied: [UInt8]
  /// The last positions' cells, the newest first.
  private var recent: [[UInt8]]

  /// An empty board of 2 to 19 rows and columns. By default there are at most 2 · size² moves.
  public init(size: Int = 9, komi: Double = 7, moveLimit: Int? = nil, history: Int = 8) {
    precondition((2...19).contains(size), "a board of size \(size), where 2 to 19 are allowed")
    precondition(history >= 1, "observations of \(history) positions, where 1 is the fewest")
    self.size = size
    self.komi = komi
    self.moveLimit = moveLimit ?? 2 * size * size
    self.history = history
    precondition(self.moveLimit >= 1, "a limit of \(self.moveLimit) moves, where 1 is the fewest")
    board = GoBoard(size: size)
    hashes = [board.hash]
    occupied = Array(repeating: 0, count: board.cells.count)
    recent = [board.cells]
  }

  /// The action that passes.
  public var pass: Int { size * size }

  /// One action for each point, and the pass after them.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: Self.name, observations: .init(shape: [size, size, 2 * history + 1], element: .uint8),
      actions: .discrete(count: size * size + 1, meaning: .boardPointOrPass), players: 2,
      longestEpisode: moveLimit)
  }

  /// Empties the board. The seed has no effect.
  public mutating func reset(seed: UInt64) -> Observation {
    self = Go(size: size, komi: komi, moveLimit: moveLimit, history: history)
    return observation
  }

  /// Places a stone of the player to move, or passes.
  public mutating func step(_ action: Int) -> EnvironmentStep {
    precondition(!isOver, "a move in a game of Go that is over")
    precondition(isLegal(action), "\(action) is no legal move on a board of size \(size)")
    let player = playerToMove
    if action == pass {
      isOver = lastMove == pass
    } else {
      let cell = board.cell(of: action)
      board.place(at: cell, player: player)
      occupied[cell] |= UInt8(player + 1)
      hashes.append(board.hash)
    }
    if recent.count == history { recent.removeLast() }
    recent.insert(board.cells, at: 0)
    moveCount += 1
    lastMove = action
    playerToMove = 1 - player
    isOver = isOver || moveCount >= moveLimit
    return EnvironmentStep(
      observation: observation, reward: isOver ? reward(of: player) : 0, isTerminated: isOver)
  }

  /// Continues a game that is over, for players who disagree about which stones live.
  public mutating func resume() { isOver = false }

  /// Whether the player to move may place a stone on a point, or pass. A stone may not be placed on another
  /// stone, where it would have no liberty (suicide), or where it would repeat any position of the game,
  /// whoever was to move then (superko).
  public func isLegal(_ action: Int) -> Bool {
    guard (0..<size * size).contains(action) else { return action == pass }
    let cell = board.cell(of: action)
    guard board.cells[cell] == GoBoard.empty, board.canPlace(at: cell, player: playerToMove) else {
      return false
    }
    guard occupied[cell] & UInt8(playerToMove + 1) != 0 else { return true }
    var next = board
    next.place(at: cell, player: playerToMove)
    return !hashes.contains(next.hash)
  }

  /// The points where the player to move may place a stone, and the pass.
  public var legalActions: [Int]? {
    let own = UInt8(playerToMove + 1)
    return [Int](unsafeUninitializedCapacity: size * size + 1) { actions, count in
      board.forEachEmptyPoint { point, cell, isOpen in
        // A stone beside an empty point lives, and a stone that was never there before repeats nothing.
        guard isOpen && occupied[cell] & own == 0 || isLegal(point) else { return }
        actions[count] = point
        count += 1
      }
      actions[count] = pass
      count += 1
    }
  }

  /// The player who has a stone on a point, 0 or 1; nil if it is empty.
  public func player(at point: Int) -> Int? {
    let content = board.cells[board.cell(of: point)]
    return content == GoBoard.empty ? nil : Int(content) - 1
  }

  /// Black's lead in points as the board stands: the difference of the areas, minus the komi.
  public var score: Double { Double(board.areas.first - board.areas.second) - komi }

  private func reward(of player: Int) -> Float {
    let lead = player == 0 ? score : -score
    return lead > 0 ? 1 : lead < 0 ? -1 : 0
  }

  /// The observation of the player to move: [size, size, 2 · history + 1].
  public var observation: Observation {
    let planes = 2 * history + 1
    var bytes = [UInt8](repeating: 0, count: size * size * planes)
    let own = UInt8(playerToMove + 1)
    let other = UInt8(2 - playerToMove)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for age in recent.indices {
        recent[age].withUnsafeBufferPointer { cells in
          var plane = 2 * age
          for row in 0..<size {
            let first = (row + 1) * board.stride + 1
            for cell in first..<first + size {
              bytes[plane] = cells[cell] == own ? 1 : 0
              bytes[plane + 1] = cells[cell] == other ? 1 : 0
              plane += planes
            }
          }
        }
      }
      guard playerToMove == 1 else { return }
      for point in 0..<size * size { bytes[point * planes + planes - 1] = 1 }
    }
    return .bytes(bytes)
  }

  /// The board with black X and white O and the last move in parentheses, and whose turn it is or how the
  /// game ended.
  public var text: String {
    let stones = (0..<size * size).map { board.cells[board.cell(of: $0)] }
    let rows = (1...size).reversed().map { String($0) }
    let lines = BoardText.board(stones: stones, columns: vertices.columns, rows: rows, last: lastMove)
    let before = lastMove == pass ? "\(BoardText.marks[1 - playerToMove]) passed, " : ""
    let now = isOver ? "the score is \(scoreText)" : "\(BoardText.marks[playerToMove]) to move"
    return "\(lines)\n\(before)\(now)"
  }

  /// The score as the Go Text Protocol writes it: "B+3.5", "W+12", or "0" for a draw.
  public var scoreText: String {
    guard score != 0 else { return "0" }
    let points = abs(score)
    let number = String(points)
    return (score > 0 ? "B+" : "W+") + (number.hasSuffix(".0") ? String(number.dropLast(2)) : number)
  }

  private var vertices: BoardVertices { BoardVertices(width: size, height: size) }

  /// The name of a point, from "A1" at the bottom left, or "pass".
  public func name(of action: Int) -> String { action == pass ? "pass" : vertices.name(of: action) }

  /// The point of this name, or the pass, in either case.
  public func action(named name: String) -> Int? {
    name.lowercased() == "pass" ? pass : vertices.point(named: name)
  }
}
