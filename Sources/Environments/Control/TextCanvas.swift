import Foundation

/// A picture made of characters, for the terminal.
struct TextCanvas {
  private let columns: Int
  private let rows: Int
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  /// [rows][columns], from the top.
  private var characters: [[Character]]

  /// An empty picture of a part of the plane; `y` points up.
  init(columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (self.columns, self.rows, self.x, self.y) = (columns, rows, x, y)
    characters = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The column and row of a point, which may be outside the picture.
  private func place(_ point: (x: Double, y: Double)) -> (column: Double, row: Double) {
    (
      (point.x - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(columns - 1),
      (y.upperBound - point.y) / (y.upperBound - y.lowerBound) * Double(rows - 1)
    )
  }

  /// Sets the character at a point, if the point is in the picture.
  mutating func put(_ character: Character, at point: (x: Double, y: Double)) {
    let place = place(point)
    put(character, column: Int(place.column.rounded()), row: Int(place.row.rounded()))
  }

  private mutating func put(_ character: Character, column: Int, row: Int) {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
    characters[row][column] = character
  }

  mutating func write(_ word: String, at point: (x: Double, y: Double)) {
    let place = place(point)
    let start = Int(place.column.rounded()) - word.count / 2
    for (offset, character) in word.enumerated() {
      put(character, column: start + offset, row: Int(place.row.rounded()))
    }
  }

  /// Draws a line with the characters that best match its slope.
  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    let (a, b) = (place(start), place(end))
    let (across, down) = (b.column - a.column, b.row - a.row)
    let stroke: Character =
      if abs(across) > 3 * abs(down) { "-" } else if abs(down) > 2 * abs(across) { "|" } else {
        across * down < 0 ? "/" : "\\"
      }
    let count = max(1, Int(max(abs(across), abs(down)).rounded(.up)))
    for index in 0...count {
      let share = Double(index) / Double(count)
      put(
        stroke, column: Int((a.column + share * across).rounded()),
        row: Int((a.row + share * down).rounded()))
    }
  }

  /// The picture's lines without trailing spaces, followed by a line of dashes and a line of numbers.
  func text(above format: String, _ arguments: any CVarArg...) -> String {
    let lines = characters.map { row in
      String(row[..<((row.lastIndex { $0 != " " } ?? -1) + 1)])
    }
    let ground = String(repeating: "-", count: columns)
    return (lines + [ground, String(format: format, arguments: arguments)]).joined(separator: "\n")
  }
}
