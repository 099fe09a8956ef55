/// The moves of a position, without memory of its own on the heap.
package struct ShogiMoveList: Sendable {
  /// The moves. No position has more than 593.
  private var moves = InlineArray<600, ShogiMove>(repeating: ShogiMove(bits: 0))
  package private(set) var count = 0

  /// No moves.
  package init() {}

  /// The move at an index, from 0.
  @inline(__always)
  package subscript(index: Int) -> ShogiMove {
    precondition(index < count, "move \(index) of \(count)")
    return moves[index]
  }

  /// Whether a move is among these.
  package func contains(_ move: ShogiMove) -> Bool {
    for index in 0..<count where moves[index] == move { return true }
    return false
  }

  /// The moves, in an array.
  package var array: [ShogiMove] { (0..<count).map { moves[$0] } }

  @inline(__always)
  mutating func append(_ bits: Int) {
    moves[count] = ShogiMove(bits: bits)
    count += 1
  }
}

/// Receives the moves that a position generates as sets of squares, so that moves can be counted without visiting each.
protocol ShogiMoveSink {
  /// Adds moves from an origin (a square, or 81 plus the kind for a drop), all with the same further bits.
  mutating func add(origin: Int, to targets: UInt128, bits: Int)
  /// Moves of pawns, each from its target less `step`.
  mutating func addPawns(to targets: UInt128, step: Int, bits: Int)
}

extension ShogiMoveList: ShogiMoveSink {
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

/// The squares whose bits are set, in ascending order.
struct SquareSet: Sequence, IteratorProtocol {
  private var low: UInt64
  private var high: UInt64

  @inline(__always)
  init(_ bits: UInt128) {
    low = UInt64(truncatingIfNeeded: bits)
    high = UInt64(truncatingIfNeeded: bits &>> 64)
  }

  @inline(__always)
  mutating func next() -> Int? {
    if low != 0 {
      let square = low.trailingZeroBitCount
      low &= low &- 1
      return square
    }
    guard high != 0 else { return nil }
    let square = high.trailingZeroBitCount &+ 64
    high &= high &- 1
    return square
  }
}
