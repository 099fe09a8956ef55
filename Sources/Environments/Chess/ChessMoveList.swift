/// The moves of a position, stored without heap memory.
package struct ChessMoveList: Sendable {
  /// More moves than any position has: the largest known number is 218, proven for all pieces that promotions
  /// can give.
  static let capacity = 256

  private var moves = InlineArray<256, ChessMove>(repeating: ChessMove(bits: 0))
  package private(set) var count = 0

  /// No moves.
  package init() {}

  /// The move at an index, from 0.
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

/// Receives the moves that a position generates as sets of squares, so that moves can be counted without
/// visiting each.
protocol ChessMoveSink {
  /// Adds the moves of one piece without a promotion.
  mutating func add(from: Int, to targets: UInt64)
  /// Adds moves of pawns. A pawn's origin is its target minus `step`.
  mutating func addPawns(to targets: UInt64, step: Int)
  /// The same as `addPawns`, onto the last rank: four moves per target.
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

/// Counts moves without visiting each.
struct ChessMoveCounter: ChessMoveSink {
  private(set) var count = 0

  @inline(__always)
  mutating func add(from: Int, to targets: UInt64) { count &+= targets.nonzeroBitCount }

  @inline(__always)
  mutating func addPawns(to targets: UInt64, step: Int) { count &+= targets.nonzeroBitCount }

  @inline(__always)
  mutating func addPromotions(to targets: UInt64, step: Int) { count &+= targets.nonzeroBitCount &* 4 }
}
