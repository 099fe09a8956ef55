extension PGNGame {
  /// The seven tags that every game has, in order, with their values if nothing is known.
  private static let roster = [
    ("Event", "?"), ("Site", "?"), ("Date", "????.??.??"), ("Round", "?"), ("White", "?"), ("Black", "?"),
    ("Result", "*"),
  ]

  /// The game in PGN's export format: the seven required tags, then the others in order, in lines of at most
  /// 79 characters. The text ends with a line feed.
  package var text: String {
    var values = Dictionary(tags.map { ($0.name, $0.value) }) { first, _ in first }
    values["Result"] = result.rawValue
    values["Variant"] = start.variant.pgnName
    if start != ChessPosition(start.variant) { (values["SetUp"], values["FEN"]) = ("1", start.fen) }
    var lines: [String] = []
    for (name, unknown) in Self.roster {
      lines.append(Self.line(name, values.removeValue(forKey: name) ?? unknown))
    }
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { lines.append(Self.line(name, value)) }
    lines.append("")
    var line = ""
    for word in words {
      if line.count + word.count + 1 > 79 {
        lines.append(line)
        line = word
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ name: String, _ value: String) -> String {
    let oneLine = value.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "[\(name) \"\(oneLine.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"]"
  }

  /// Move numbers, moves and the result.
  private var words: [String] {
    var (position, words): (ChessPosition, [String]) = (start, [])
    for (number, move) in moves.enumerated() {
      if position.turn == .white {
        words.append("\(position.moveNumber).")
      } else if number == 0 {
        words.append("\(position.moveNumber)...")
      }
      words.append(position.san(move))
      position.play(move)
    }
    return words + [result.rawValue]
  }
}
