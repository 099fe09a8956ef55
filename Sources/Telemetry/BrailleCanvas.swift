/// Dots drawn by Unicode's Braille patterns, with 2 × 4 dots per character.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  /// The dots of each character: [rows · columns].
  private(set) var patterns: [UInt8]

  /// The numbers of dots per line and per column.
  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    patterns = [UInt8](repeating: 0, count: columns * rows)
  }

  /// The bits of a character's dots, row by row.
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  private mutating func setDot(column: Int, row: Int) {
    patterns[row / 4 * columns + column / 2] |= Self.bits[row % 4 * 2 + column % 2]
  }

  /// Draws a line of dots that includes both ends (Bresenham 1965).
  mutating func drawLine(from start: (column: Int, row: Int), to end: (column: Int, row: Int)) {
    let (width, height) = (abs(end.column - start.column), abs(end.row - start.row))
    let right = start.column < end.column ? 1 : -1
    let down = start.row < end.row ? 1 : -1
    var (column, row, error) = (start.column, start.row, width - height)
    while true {
      setDot(column: column, row: row)
      if column == end.column && row == end.row { return }
      let doubled = 2 * error
      if doubled > -height {
        error -= height
        column += right
      }
      if doubled < width {
        error += width
        row += down
      }
    }
  }

  var lines: [String] {
    (0..<rows).map { row in
      patterns[row * columns..<(row + 1) * columns].map(Self.character).joined()
    }
  }

  static func character(_ pattern: UInt8) -> String { String(Unicode.Scalar(0x2800 + UInt32(pattern))!) }
}
