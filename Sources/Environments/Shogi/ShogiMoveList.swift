/// No position has more than 593 moves.
package typealias ShogiMoveList = MoveList<600, ShogiMove>

/// Receives the moves that a position generates as sets of squares, so that moves can be counted without visiting each.
protocol ShogiMoveSink {
  /// Adds moves from an origin (a square, or 81 plus the kind for a drop), all with the same further bits.
  mutating func add(origin: Int, to targets: UInt128, bits: Int)
  /// Moves of pawns, each from its target less `step`.
  mutating func addPawns(to targets: UInt128, step: Int, bits: Int)
}

extension MoveList: ShogiMoveSink where Move == ShogiMove {
  @inline(__always)
  mutating func add(origin: Int, to targets: UInt128, bits: Int) {
    let common = origin &<< 7 | bits
    for target in SquareSet(targets) { append(target | common) }
  }

  @inline(__always)
  mutating func addPawns(to targets: UInt128, step: Int, bits: Int) {
    for target in SquareSet(targets) { append(target | (target &- step) &<< 7 | bits) }
  }
}

/// Counts moves without looking at each.
struct ShogiMoveCounter: ShogiMoveSink {
  private(set) var count = 0

  @inline(__always)
  mutating func add(origin: Int, to targets: UInt128, bits: Int) { count &+= targets.nonzeroBitCount }

  @inline(__always)
  mutating func addPawns(to targets: UInt128, step: Int, bits: Int) { count &+= targets.nonzeroBitCount }
}
