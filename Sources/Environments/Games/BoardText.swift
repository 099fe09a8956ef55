/// Boards for people to read: X is the first player, O the second.
enum BoardText {
  /// The players' marks, the first player's first.
  static let marks = ["X", "O"]

  /// A board with coordinates, the point of the last move in parentheses.
  ///
  /// - Parameters:
  ///   - stones: [rows · columns]: 0 where a point is empty, 1 or 2 where it is the first or the second player's.
  ///   - columns: The columns' names.
  ///   - rows: The rows' names, or none to leave them out.
  ///   - last: Where the last stone was placed, or nil.
  static func board(stones: [UInt8], columns: [String], rows: [String], last: Int?) -> String {
    let margin = rows.map(\.count).max() ?? 0
    let header = pad("", to: margin) + columns.map { pad($0, to: 2) }.joined()
    var lines = [header]
    for row in 0..<stones.count / columns.count {
      var line = rows.isEmpty ? "" : pad(rows[row], to: margin)
      var opening = " "
      for column in columns.indices {
        let point = row * columns.count + column
        line += (point == last ? "(" : opening) + (stones[point] == 0 ? "." : marks[Int(stones[point]) - 1])
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
