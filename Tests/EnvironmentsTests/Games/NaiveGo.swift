/// Go as plainly as can be: whole boards are kept and compared, and groups and their liberties are found anew each time.
struct NaiveGo {
  let size: Int
  /// [size · size]: nil where a point is empty, or whose stone is there.
  private(set) var board: [Int?]
  private var boards: Set<[Int?]>
  private(set) var player = 0
  private(set) var passes = 0

  init(size: Int) {
    self.size = size
    board = Array(repeating: nil, count: size * size)
    boards = [board]
  }

  private func beside(_ point: Int) -> [Int] {
    var points: [Int] = []
    if point >= size { points.append(point - size) }
    if point < size * (size - 1) { points.append(point + size) }
    if point % size > 0 { points.append(point - 1) }
    if point % size < size - 1 { points.append(point + 1) }
    return points
  }

  /// All points that can be reached from one through points of the same content, and what lies beside them.
  private func region(of start: Int, on board: [Int?]) -> (points: [Int], beside: Set<Int?>) {
    var isInside = Array(repeating: false, count: board.count)
    isInside[start] = true
    var (points, around, next) = ([start], Set<Int?>(), 0)
    while next < points.count {
      for point in beside(points[next]) {
        if board[point] != board[start] {
          around.insert(board[point])
        } else if !isInside[point] {
          isInside[point] = true
          points.append(point)
        }
      }
      next += 1
    }
    return (points, around)
  }

  /// The board after a move, without the stones that have no liberty: the opponent's first, then the mover's.
  private func result(of move: Int) -> [Int?] {
    var board = board
    board[move] = player
    for owner in [1 - player, player] {
      for point in [move] + beside(move) where board[point] == owner {
        let (points, beside) = region(of: point, on: board)
        if !beside.contains(nil) {
          for point in points { board[point] = nil }
        }
      }
    }
    return board
  }

  /// Where the player to move may place a stone.
  var legalPoints: [Int] {
    board.indices.filter { point in
      guard board[point] == nil else { return false }
      let next = result(of: point)
      return next[point] != nil && !boards.contains(next)
    }
  }

  mutating func play(_ point: Int) {
    board = result(of: point)
    boards.insert(board)
    (player, passes) = (1 - player, 0)
  }

  mutating func pass() { (player, passes) = (1 - player, passes + 1) }

  /// Black's points less white's.
  var lead: Int {
    board.indices.reduce(0) { lead, point in
      let owners = board[point].map { [$0] } ?? region(of: point, on: board).beside
      return owners == [0] ? lead + 1 : owners == [1] ? lead - 1 : lead
    }
  }
}
