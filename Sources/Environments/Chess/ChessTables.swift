/// The squares that pieces attack from every square of an 8 × 8 board. Smaller boards mask them.
///
/// Sliding pieces use hyperbola quintessence (Kindervater and others) along files and diagonals, where
/// reversing the bytes reverses the line, and a table for ranks.
///
/// Unchecked, because the memory that the pointers refer to is written once, before it is shared, and never
/// freed.
struct ChessTables: @unchecked Sendable {
  static let shared = ChessTables()

  private typealias Lines = BoardLines<UInt64>

  /// [64]
  let knight: UnsafePointer<UInt64>
  /// [64]
  let king: UnsafePointer<UInt64>
  /// [color, 64]
  let pawn: UnsafePointer<UInt64>
  private let lines, between, through: UnsafePointer<UInt64>
  /// [the six inner squares' occupancy, 8 files]
  private let ranks: UnsafePointer<UInt8>

  private init() {
    let board = Lines(side: 8)
    knight = Lines.table(64) {
      board.steps(from: $0, [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)])
    }
    king = Lines.table(64) { board.steps(from: $0, Lines.directions) }
    pawn = board.steps([(1, 1), (1, -1)])
    (lines, between, through, ranks) = (board.lines, board.between, board.through, board.row())
  }

  @inline(__always)
  func bishop(_ square: Int, _ occupied: UInt64) -> UInt64 {
    let lines = lines + square &<< 2
    return Lines.attacks(square, along: lines[1], occupied) | Lines.attacks(square, along: lines[2], occupied)
  }

  @inline(__always)
  func rook(_ square: Int, _ occupied: UInt64) -> UInt64 {
    let first = square & 56
    let inner = Int(truncatingIfNeeded: occupied &>> UInt64(first &+ 1)) & 63
    let rank = UInt64(ranks[inner &<< 3 | square & 7]) &<< UInt64(first)
    return Lines.attacks(square, along: lines[square &<< 2], occupied) | rank
  }

  @inline(__always)
  func between(_ first: Int, _ second: Int) -> UInt64 { between[first &<< 6 | second] }

  @inline(__always)
  func line(_ first: Int, _ second: Int) -> UInt64 { through[first &<< 6 | second] }
}
