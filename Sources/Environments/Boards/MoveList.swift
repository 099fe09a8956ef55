/// A move in so few bits that a list of moves needs no heap memory.
package protocol PackedMove: Sendable, Hashable {
  /// The move that these bits encode.
  init(bits: Int)
}

/// The moves of a position, stored without heap memory: `capacity` at most.
package struct MoveList<let capacity: Int, Move: PackedMove>: RandomAccessCollection, Sendable {
  private var moves = InlineArray<capacity, Move>(repeating: Move(bits: 0))
  /// The number of moves.
  package private(set) var endIndex = 0

  /// No moves.
  @inline(__always)
  package init() {}

  /// Moves are numbered from 0.
  package var startIndex: Int { 0 }

  /// The move at an index.
  @inline(__always)
  package subscript(index: Int) -> Move {
    precondition(index < endIndex, "move \(index) of \(endIndex)")
    return moves[index]
  }

  @inline(__always)
  mutating func append(_ bits: Int) {
    moves[endIndex] = Move(bits: bits)
    endIndex += 1
  }
}
