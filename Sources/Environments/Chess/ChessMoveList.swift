/// More moves than any position has: the largest known number is 218, proven for all pieces that promotions can
/// give.
package typealias ChessMoveList = MoveList<256, ChessMove>

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

extension MoveList: ChessMoveSink where Move == ChessMove {
  @inline(__always)
  mutating func add(from: Int, to targets: UInt64) {
    for to in SquareSet(targets) { append(from | to &<< 6) }
  }

  @inline(__always)
  mutating func addPawns(to targets: UInt64, step: Int) {
    for to in SquareSet(targets) { append((to &- step) | to &<< 6) }
  }

  @inline(__always)
  mutating func addPromotions(to targets: UInt64, step: Int) {
    for to in SquareSet(targets) {
      for kind in 1...4 { append((to &- step) | to &<< 6 | kind &<< 12) }
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
