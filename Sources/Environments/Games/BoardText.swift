/// Text boards for people: X is the first player, O the second.
enum BoardText {
  /// The players' marks, the first player's first.
  static let marks = ["X", "O"]

  /// A board with coordinates, the point of the last move in parentheses.
  ///
  /// - Parameters:
  ///   - stones: [rows · columns]: 0 for an empty point, 1 or 2 for a stone of the first or the second
  ///   player.
  ///   - columns: The columns' names.
  ///   - rows: The rows' names, or none to leave them out.
  ///   - last: The point of the last stone, or nil.
  static func board(stones: [UInt8], columns: [String], rows: [String], last: Int?) -> String {
    let cells = stones.map { $0 == 0 ? "." : marks[Int($0) - 1] }
    return board(cells: cells, columns: columns, rows: rows, last: last)
  }

  /// A board with coordinates, the point of the last move in parentheses.
  ///
  /// - Parameters:
  ///   - cells: [rows · columns]: the text on each point. The widest text sets the width of all.
  ///   - columns: The columns' names.
  ///   - rows: The rows' names, or none to leave them out.
  ///   - last: The destination of the last move, or nil.
  static func board(cells: [String], columns: [String], rows: [String], last: Int?) -> String {
    let margin = rows.map(\.count).max() ?? 0
    let width = cells.map(\.count).max() ?? 1
    let header = pad("", to: margin) + columns.map { pad($0, to: width + 1) }.joined()
    var lines = [header]
    for row in 0..<cells.count / columns.count {
      var line = rows.isEmpty ? "" : pad(rows[row], to: margin)
      var opening = " "
      for column in columns.indices {
        let point = row * columns.count + column
        line += (point == last ? "(" : opening) + pad(cells[point], to: width)
        opening = point == last ? ")" : " "
      }
      lines.append(line + (opening == ")" ? ")" : ""))
    }
    return lines.joined(separator: "\n")
  }

  private static func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
