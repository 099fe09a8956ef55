/// A board on which two players place stones in turn, which stay where they are, until one has a line of them: what
/// tic-tac-toe, Connect Four and gomoku have in common.
struct PlacementBoard: Sendable {
  let width: Int
  let height: Int
  /// How many stones in a row win, or more.
  let line: Int
  /// How many positions an observation shows.
  let history: Int

  /// [height · width]: 0 where a point is empty, 1 or 2 where it is the first or the second player's.
  private(set) var stones: [UInt8]
  /// Where stones were placed, the oldest first.
  private(set) var moves: [Int] = []
  /// Who has won; nil where nobody has.
  private(set) var winner: Int?

  init(width: Int, height: Int, line: Int, history: Int) {
    precondition(history >= 1, "observations of \(history) positions, where 1 is the fewest")
    (self.width, self.height, self.line, self.history) = (width, height, line, history)
    stones = Array(repeating: 0, count: width * height)
  }

  var playerToMove: Int { moves.count & 1 }

  var isOver: Bool { winner != nil || moves.count == stones.count }

  /// The points where no stone is, in ascending order.
  var emptyPoints: [Int] {
    [Int](unsafeUninitializedCapacity: stones.count + 1) { points, count in
      stones.withUnsafeBufferPointer { stones in
        for point in stones.indices {
          // Written always, and kept where it is empty: this has no branch.
          points[count] = point
          count += stones[point] == 0 ? 1 : 0
        }
      }
    }
  }

  var specification: EnvironmentSpecification.Observations {
    .init(shape: [height, width, 2 * history + 1], element: .uint8)
  }

  /// Empties the board.
  mutating func reset() -> Observation {
    self = PlacementBoard(width: width, height: height, line: line, history: history)
    return observation
  }

  /// Places a stone of the player to move on an empty point.
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

  /// [height, width, 2 · history + 1], seen by the player to move: his stones and the opponent's in each of the last
  /// positions, the newest first, and a plane of ones where he is the second player.
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

  /// How many stones of the same player lie beyond a point in a direction, without a gap.
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

  /// The board, and below it who moves or how the game ended.
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
