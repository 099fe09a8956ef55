/// The moves of a position, without memory of its own on the heap.
package struct ChessMoveList: Sendable {
  /// More than any position has: 218 is the most that is known, and proven for pieces that promotions can give.
  static let capacity = 256

  private var moves = InlineArray<256, ChessMove>(repeating: ChessMove(bits: 0))
  package private(set) var count = 0

  /// No moves.
  package init() {}

  /// The move at a place, from 0 on.
  @inline(__always)
  package subscript(index: Int) -> ChessMove {
    precondition(index < count, "move \(index) of \(count)")
    return moves[index]
  }

  /// Whether a move is among these.
  package func contains(_ move: ChessMove) -> Bool {
    for index in 0..<count where moves[index] == move { return true }
    return false
  }

  /// The moves, in an array.
  package var array: [ChessMove] { (0..<count).map { moves[$0] } }

  @inline(__always)
  mutating func append(_ move: ChessMove) {
    moves[count] = move
    count += 1
  }
}

/// What takes the moves that a position generates: sets of squares, so that counting need not look at each.
protocol ChessMoveSink {
  /// Moves of one piece that becomes nothing else.
  mutating func add(from: Int, to targets: UInt64)
  /// Moves of pawns, each from its target less `step`.
  mutating func addPawns(to targets: UInt64, step: Int)
  /// As `addPawns`, onto the last rank: four moves each.
  mutating func addPromotions(to targets: UInt64, step: Int)
}

extension ChessMoveList: ChessMoveSink {
  @inline(__always)
  mutating func add(from: Int, to targets: UInt64) {
    var targets = targets
    while targets != 0 {
      append(ChessMove(bits: from | targets.trailingZeroBitCount &<< 6))
      targets &= targets &- 1
    }
  }

  @inline(__always)
  mutating func addPawns(to targets: UInt64, step: Int) {
    var targets = targets
    while targets != 0 {
      let to = targets.trailingZeroBitCount
      append(ChessMove(bits: (to &- step) | to &<< 6))
      targets &= targets &- 1
    }
  }

  @inline(__always)
  mutating func addPromotions(to targets: UInt64, step: Int) {
    var targets = targets
    while targets != 0 {
      let to = targets.trailingZeroBitCount
      let move = (to &- step) | to &<< 6
      for kind in 1...4 { append(ChessMove(bits: move | kind &<< 12)) }
      targets &= targets &- 1
    }
  }
}

/// Counts moves without looking at each.
struct ChessMoveCounter: ChessMoveSink {
  private(set) var count = 0

  @inline(__always)
  mutating func add(from: Int, to targets: UInt64) { count &+= targets.nonzeroBitCount }

  @inline(__always)
  mutating func addPawns(to targets: UInt64, step: Int) { count &+= targets.nonzeroBitCount }

  @inline(__always)
  mutating func addPromotions(to targets: UInt64, step: Int) { count &+= targets.nonzeroBitCount &* 4 }
}
