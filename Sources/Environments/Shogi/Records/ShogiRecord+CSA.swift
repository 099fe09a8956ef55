extension ShogiRecord {
  /// The game in the format of the Computer Shogi Association, 2.2. A line feed ends it.
  package var csa: String {
    var lines = ["V2.2"]
    let oneLine = { (text: String) in text.split(whereSeparator: \.isNewline).joined(separator: " ") }
    if let black { lines.append("N+" + oneLine(black)) }
    if let white { lines.append("N-" + oneLine(white)) }
    if let event { lines.append("$EVENT:" + oneLine(event)) }
    if let began { lines.append("$START_TIME:" + oneLine(began)) }
    lines += Self.csaBoard(start)
    lines.append(start.turn == .black ? "+" : "-")
    var position = start
    for move in moves {
      lines.append(position.csa(move))
      position.play(move)
    }
    if let ending {
      let offender = ending == .opponentIllegalMove ? position.turn == .black ? "-" : "+" : ""
      lines.append("%" + offender + ending.words.csa)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func csaBoard(_ position: ShogiPosition) -> [String] {
    var lines: [String] = []
    for rank in 0..<9 {
      let cells = (0..<9).reversed().map { file -> String in
        guard let piece = position.piece(at: file * 9 + rank) else { return " * " }
        return (piece.color == .black ? "+" : "-") + CSANames.name(piece.kind, isPromoted: piece.isPromoted)
      }
      lines.append("P\(rank + 1)" + cells.joined())
    }
    for color in ShogiColor.allCases where !position.hand(of: color).isEmpty {
      let pieces = ShogiPieceKind.droppable.reversed().map { kind in
        String(
          repeating: "00" + CSANames.name(kind, isPromoted: false), count: position.hand(of: color)[kind])
      }
      lines.append((color == .black ? "P+" : "P-") + pieces.joined())
    }
    return lines
  }
}
