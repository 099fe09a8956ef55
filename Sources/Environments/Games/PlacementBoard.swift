/// A board on which two players place stones in turn, which are never removed, until one has a line of them:
/// the common part of tic-tac-toe, Connect Four and gomoku.
struct PlacementBoard: Sendable {
  let width: Int
  let height: Int
  /// The number of stones in a row that wins; more stones win, too.
  let line: Int
  /// The number of positions that an observation shows.
  let history: Int

  /// The stone on each point, [height · width]: 0 for none, 1 or 2 for one of the first or the second player.
  private(set) var stones: [UInt8]
  /// The points of all stones, the oldest first.
  private(set) var moves: [Int] = []
  /// The winner; nil if there is none.
  private(set) var winner: Int?

  init(width: Int, height: Int, line: Int, history: Int) {
    precondition(history >= 1, "observations of \(history) positions, where 1 is the fewest")
    (self.width, self.height, self.line, self.history) = (width, height, line, history)
    stones = Array(repeating: 0, count: width * height)
  }

  var playerToMove: Int { moves.count & 1 }

  var isOver: Bool { winner != nil || moves.count == stones.count }

  var emptyPoints: [Int] {
    [Int](unsafeUninitializedCapacity: stones.count + 1) { points, count in
      stones.withUnsafeBufferPointer { stones in
        for point in stones.indices {
          // The point is always written, but counted only if it is empty: this avoids a branch.
          points[count] = point
          count += stones[point] == 0 ? 1 : 0
        }
      }
    }
  }

  var specification: EnvironmentSpecification.Observations {
    .init(shape: [height, width, 2 * history + 1], element: .uint8)
  }

  mutating func reset() -> Observation {
    self = PlacementBoard(width: width, height: height, line: line, history: history)
    return observation
  }

  mutating func step(at point: Int) -> EnvironmentStep {
    precondition(!isOver, "a move at \(point), where the game is over")
    precondition(
      stones.indices.contains(point) && stones[point] == 0, "a move at \(point), which is not empty")
    let player = playerToMove
    stones[point] = UInt8(player + 1)
    moves.append(point)
    if hasLine(through: point) { winner = player }
    return EnvironmentStep(observation: observation, reward: winner == nil ? 0 : 1, isTerminated: isOver)
  }

  /// The observation [height, width, 2 · history + 1] of the player to move: that player's stones and the
  /// opponent's in each of the last positions, the newest first, and a plane of ones for the second player.
  private var observation: Observation {
    let planes = 2 * history + 1
    var bytes = [UInt8](repeating: 0, count: stones.count * planes)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for number in moves.indices {
        let side = (number & 1) ^ playerToMove
        let first = moves[number] * planes + side
        for age in 0..<min(history, moves.count - number) { bytes[first + 2 * age] = 1 }
      }
      guard playerToMove == 1 else { return }
      for point in stones.indices { bytes[point * planes + planes - 1] = 1 }
    }
    return .bytes(bytes)
  }

  private func hasLine(through point: Int) -> Bool {
    let directions = [(0, 1), (1, 0), (1, 1), (1, -1)]
    return directions.contains { rows, columns in
      1 + run(from: point, rows: rows, columns: columns) + run(from: point, rows: -rows, columns: -columns)
        >= line
    }
  }

  /// The number of stones of the same player beyond a point in a direction, without a gap.
  private func run(from point: Int, rows: Int, columns: Int) -> Int {
    var (row, column) = (point / width + rows, point % width + columns)
    var count = 0
    while row >= 0, row < height, column >= 0, column < width, stones[row * width + column] == stones[point] {
      count += 1
      row += rows
      column += columns
    }
    return count
  }

  /// The board, followed by whose turn it is or how the game ended.
  func text(columns: [String], rows: [String]) -> String {
    let state: String =
      if let winner {
        "\(BoardText.marks[winner]) has won"
      } else if isOver {
        "drawn"
      } else { "\(BoardText.marks[playerToMove]) to move" }
    return BoardText.board(stones: stones, columns: columns, rows: rows, last: moves.last) + "\n" + state
  }
}
