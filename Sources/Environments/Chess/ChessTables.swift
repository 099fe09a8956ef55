/// The squares that pieces attack from every square of an 8 × 8 board. Smaller boards mask them.
///
/// Sliding pieces use hyperbola quintessence (Kindervater and others) along files and diagonals, where
/// reversing the bytes reverses the line, and a table for ranks.
///
/// Unchecked, because the memory that the pointers refer to is written once, before it is shared, and never
/// freed.
struct ChessTables: @unchecked Sendable {
  static let shared = ChessTables()

  /// [64]
  let knight: UnsafePointer<UInt64>
  /// [64]
  let king: UnsafePointer<UInt64>
  /// [color, 64]
  let pawn: UnsafePointer<UInt64>
  /// The squares on each line through a square, without the square itself: [64, file and diagonals].
  private let lines: UnsafePointer<UInt64>
  /// [the six inner squares' occupancy, 8 files]
  private let ranks: UnsafePointer<UInt8>
  /// The squares strictly between two squares on a line; empty if no line joins them: [64, 64].
  private let between: UnsafePointer<UInt64>
  /// The squares of the whole line through two squares; empty if no line joins them: [64, 64].
  private let through: UnsafePointer<UInt64>

  private init() {
    let directions = [(1, 0), (1, 1), (1, -1), (0, 1)]
    let around = directions + directions.map { (-$0, -$1) }
    knight = Self.table(64) {
      Self.steps(from: $0, [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)])
    }
    king = Self.table(64) { Self.steps(from: $0, around) }
    pawn = Self.table(128) { Self.steps(from: $0 & 63, $0 < 64 ? [(1, 1), (1, -1)] : [(-1, 1), (-1, -1)]) }
    lines = Self.table(256) { index in
      guard index & 3 < 3 else { return 0 }
      let (rows, columns) = directions[index & 3]
      return Self.ray(from: index >> 2, rows, columns) | Self.ray(from: index >> 2, -rows, -columns)
    }
    let ranks = UnsafeMutablePointer<UInt8>.allocate(capacity: 512)
    for index in 0..<512 {
      let occupied = UInt64(index >> 3) << 1
      let attacks =
        Self.ray(from: index & 7, 0, 1, until: occupied) | Self.ray(from: index & 7, 0, -1, until: occupied)
      ranks.advanced(by: index).initialize(to: UInt8(attacks))
    }
    self.ranks = UnsafePointer(ranks)
    between = Self.table(4096) { index in
      let (first, second) = (index >> 6, index & 63)
      for (rows, columns) in around where Self.ray(from: first, rows, columns) >> second & 1 != 0 {
        return Self.ray(from: first, rows, columns, until: 1 << second) & ~(1 << second)
      }
      return 0
    }
    through = Self.table(4096) { index in
      let (first, second) = (index >> 6, index & 63)
      for (rows, columns) in around where Self.ray(from: first, rows, columns) >> second & 1 != 0 {
        return Self.ray(from: first, rows, columns) | Self.ray(from: first, -rows, -columns) | 1 << first
      }
      return 0
    }
  }

  private static func table(_ count: Int, _ value: (Int) -> UInt64) -> UnsafePointer<UInt64> {
    let table = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    for index in 0..<count { table.advanced(by: index).initialize(to: value(index)) }
    return UnsafePointer(table)
  }

  private static func steps(from square: Int, _ steps: [(Int, Int)]) -> UInt64 {
    var squares: UInt64 = 0
    for (rows, columns) in steps {
      let (row, column) = (square >> 3 + rows, square & 7 + columns)
      if (0..<8).contains(row), (0..<8).contains(column) { squares |= 1 << UInt64(row * 8 + column) }
    }
    return squares
  }

  /// The squares in a direction, up to and including the first occupied one.
  private static func ray(from square: Int, _ rows: Int, _ columns: Int, until occupied: UInt64 = 0) -> UInt64
  {
    var squares: UInt64 = 0
    var (row, column) = (square >> 3 + rows, square & 7 + columns)
    while (0..<8).contains(row), (0..<8).contains(column) {
      let bit: UInt64 = 1 << UInt64(row * 8 + column)
      squares |= bit
      if occupied & bit != 0 { break }
      row += rows
      column += columns
    }
    return squares
  }

  @inline(__always)
  func bishop(_ square: Int, _ occupied: UInt64) -> UInt64 {
    let lines = lines + square &<< 2
    return Self.attacks(square, along: lines[1], occupied) | Self.attacks(square, along: lines[2], occupied)
  }

  @inline(__always)
  func rook(_ square: Int, _ occupied: UInt64) -> UInt64 {
    let first = square & 56
    let inner = Int(truncatingIfNeeded: occupied &>> UInt64(first &+ 1)) & 63
    let rank = UInt64(ranks[inner &<< 3 | square & 7]) &<< UInt64(first)
    return Self.attacks(square, along: lines[square &<< 2], occupied) | rank
  }

  @inline(__always)
  func between(_ first: Int, _ second: Int) -> UInt64 { between[first &<< 6 | second] }

  @inline(__always)
  func line(_ first: Int, _ second: Int) -> UInt64 { through[first &<< 6 | second] }

  @inline(__always)
  private static func attacks(_ square: Int, along line: UInt64, _ occupied: UInt64) -> UInt64 {
    let bit: UInt64 = 1 &<< UInt64(square)
    let forward = occupied & line
    let backward = forward.byteSwapped
    return ((forward &- bit) ^ (backward &- bit.byteSwapped).byteSwapped) & line
  }
}
