/// The geometry of boards of `side` × `side` squares, numbered row · side + column, as sets of squares in
/// tables that are never freed.
struct BoardLines<Squares: FixedWidthInteger & UnsignedInteger> {
  let side: Int

  /// The directions of bishops, rooks and queens.
  static var directions: [(Int, Int)] {
    [(1, 0), (1, 1), (1, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1)]
  }

  private var count: Int { side * side }

  static func table<Value>(_ count: Int, _ value: (Int) -> Value) -> UnsafePointer<Value> {
    let table = UnsafeMutablePointer<Value>.allocate(capacity: count)
    for index in 0..<count { table.advanced(by: index).initialize(to: value(index)) }
    return UnsafePointer(table)
  }

  private func square(_ row: Int, _ column: Int) -> Squares? {
    (0..<side).contains(row) && (0..<side).contains(column) ? 1 << Squares(row * side + column) : nil
  }

  /// The squares that single steps reach.
  func steps(from square: Int, _ steps: [(Int, Int)]) -> Squares {
    steps.reduce(0) { $0 | (self.square(square / side + $1.0, square % side + $1.1) ?? 0) }
  }

  /// The squares that both players' steps reach, the second's turned by 180°: [player, square].
  func steps(_ steps: [(Int, Int)]) -> UnsafePointer<Squares> {
    Self.table(2 * count) { index in
      self.steps(from: index % count, index < count ? steps : steps.map { (-$0, -$1) })
    }
  }

  /// The squares in a direction, up to and including the first occupied one.
  func ray(from square: Int, _ rows: Int, _ columns: Int, until occupied: Squares = 0) -> Squares {
    var squares: Squares = 0
    var (row, column) = (square / side + rows, square % side + columns)
    while let bit = self.square(row, column) {
      squares |= bit
      if occupied & bit != 0 { break }
      row += rows
      column += columns
    }
    return squares
  }

  /// The squares on lines through a square, without the square itself: along columns and both diagonals, and
  /// nothing as the fourth: [square, 4].
  var lines: UnsafePointer<Squares> {
    Self.table(4 * count) { index in
      guard index % 4 < 3 else { return 0 }
      let (rows, columns) = Self.directions[index % 4]
      return ray(from: index / 4, rows, columns) | ray(from: index / 4, -rows, -columns)
    }
  }

  /// The squares of a row of which a sliding piece reaches those up to the first occupied ones, if the row is
  /// the first: [the inner squares' occupancy, column].
  func row<Row: FixedWidthInteger>() -> UnsafePointer<Row> {
    Self.table(side << (side - 2)) { index in
      let (column, occupied) = (index % side, Squares(index / side) << 1)
      return Row(ray(from: column, 0, 1, until: occupied) | ray(from: column, 0, -1, until: occupied))
    }
  }

  /// The squares strictly between two squares on a line; empty if no line joins them: [square, square].
  var between: UnsafePointer<Squares> {
    pairs { first, second, rows, columns in
      ray(from: first, rows, columns, until: 1 << second) & ~(1 << second)
    }
  }

  /// The squares of the whole line through two squares; empty if no line joins them: [square, square].
  var through: UnsafePointer<Squares> {
    pairs { first, _, rows, columns in
      ray(from: first, rows, columns) | ray(from: first, -rows, -columns) | 1 << first
    }
  }

  private func pairs(
    _ value: (_ first: Int, _ second: Int, _ rows: Int, _ columns: Int) -> Squares
  ) -> UnsafePointer<Squares> {
    Self.table(count * count) { index in
      let (first, second) = (index / count, index % count)
      for (rows, columns) in Self.directions where ray(from: first, rows, columns) >> second & 1 != 0 {
        return value(first, second, rows, columns)
      }
      return 0
    }
  }

  /// The squares of a line through a square that a sliding piece attacks, by hyperbola quintessence: the line
  /// must be reversed by reversing the bytes.
  @inline(__always)
  static func attacks(_ square: Int, along line: Squares, _ occupied: Squares) -> Squares {
    let bit: Squares = 1 &<< Squares(truncatingIfNeeded: square)
    let forward = occupied & line
    let backward = forward.byteSwapped
    return ((forward &- bit) ^ (backward &- bit.byteSwapped).byteSwapped) & line
  }
}
