extension ShogiRecord {
  /// The game in KIF, as Kakinoki's and most Japanese programs read it, without times. It ends with a line
  /// feed.
  package var kif: String {
    var lines: [String] = []
    let oneLine = { (text: String) in text.split(whereSeparator: \.isNewline).joined(separator: " ") }
    if let began { lines.append("開始日時：" + oneLine(began)) }
    if let event { lines.append("棋戦：" + oneLine(event)) }
    if start == ShogiPosition() { lines.append("手合割：平手") } else { lines += Self.kifBoard(start) }
    if let black { lines.append("先手：" + oneLine(black)) }
    if let white { lines.append("後手：" + oneLine(white)) }
    lines.append("手数----指手---------消費時間--")
    var (position, last): (ShogiPosition, Int?) = (start, nil)
    for (number, move) in moves.enumerated() {
      lines.append(Self.numbered(number, position.kif(move, after: last)))
      position.play(move)
      last = move.to
    }
    if let ending { lines.append(Self.numbered(moves.count, ending.words.kif)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func numbered(_ index: Int, _ text: String) -> String {
    let number = String(index + 1)
    return String(repeating: " ", count: max(0, 4 - number.count)) + number + " " + text
  }

  private static func kifBoard(_ position: ShogiPosition) -> [String] {
    var lines = ["後手の持駒：" + hand(position.hand(of: .white)), "  ９ ８ ７ ６ ５ ４ ３ ２ １"]
    let edge = "+---------------------------+"
    lines.append(edge)
    for rank in 0..<9 {
      let cells = (0..<9).reversed().map { file -> String in
        guard let piece = position.piece(at: file * 9 + rank) else { return " ・" }
        let name = KIFNames.name(piece.kind, isPromoted: piece.isPromoted, onBoard: true)
        return (piece.color == .black ? " " : "v") + name
      }
      lines.append("|" + cells.joined() + "|" + KIFNames.rank(rank))
    }
    lines += [edge, "先手の持駒：" + hand(position.hand(of: .black))]
    return position.turn == .black ? lines : lines + ["後手番"]
  }

  private static func hand(_ hand: ShogiHand) -> String {
    if hand.isEmpty { return "なし" }
    let pieces = ShogiPieceKind.droppable.reversed().filter { hand[$0] > 0 }
    return pieces.map { kind in
      KIFNames.name(kind, isPromoted: false) + (hand[kind] > 1 ? KIFNames.numeral(hand[kind]) : "")
    }.joined(separator: "　")
  }
}

extension ShogiPosition {
  /// A legal move in KIF: "７六歩(77)", "２二角成(88)", "５五角打"; "同　歩(27)" where the last move went to the same square.
  package func kif(_ move: ShogiMove, after last: Int? = nil) -> String {
    let target = move.to == last ? "同　" : KIFNames.name(move.to)
    if let drop = move.drop { return target + KIFNames.name(drop, isPromoted: false) + "打" }
    let isPromoted = promoted >> UInt128(move.origin) & 1 != 0
    let piece = KIFNames.name(kind(at: move.origin), isPromoted: isPromoted)
    return target + piece + (move.promotes ? "成" : "") + "(\(CSANames.name(move.origin)))"
  }

  /// The legal move that is written like this in KIF. `last` is the destination of the previous move, for
  /// moves written with 同.
  ///
  /// Throws `NotationError` if the text is not a move or is not legal.
  package func move(kif: some StringProtocol, after last: Int? = nil) throws(NotationError) -> ShogiMove {
    let text = String(kif)
    guard let move = Self.parse(kif: text, after: last) else {
      throw NotationError("\(text.debugDescription) is no move in KIF: write ７六歩(77), ２二角成(88) or ５五角打, say.")
    }
    guard isLegal(move.move),
      move.move.drop != nil || isPiece(move.kind, move.isPromoted, at: move.move.origin)
    else {
      throw NotationError(
        "\(text.debugDescription) is not legal in \(sfen): choose one of the \(legalMoveCount) legal moves.")
    }
    return move.move
  }

  private func isPiece(_ kind: ShogiPieceKind, _ isPromoted: Bool, at square: Int) -> Bool {
    self.kind(at: square) == kind && (promoted >> UInt128(square) & 1 != 0) == isPromoted
  }

  private static func parse(
    kif text: String, after last: Int?
  ) -> (move: ShogiMove, kind: ShogiPieceKind, isPromoted: Bool)? {
    var rest = text.filter { !$0.isWhitespace }[...]
    let target: Int?
    if rest.first == "同" {
      target = last
      rest = rest.dropFirst()
    } else {
      target = KIFNames.square(rest.prefix(2))
      rest = rest.dropFirst(2)
    }
    guard let target, let piece = KIFNames.piece(at: rest) else { return nil }
    rest = rest.dropFirst(piece.length)
    if rest == "打" {
      guard !piece.isPromoted, piece.kind != .king else { return nil }
      return (ShogiMove(drop: piece.kind, to: target), piece.kind, false)
    }
    if rest.hasPrefix("不成") { rest = rest.dropFirst(2) }
    let promotes = rest.first == "成"
    if promotes { rest = rest.dropFirst() }
    guard rest.count == 4, rest.first == "(", rest.last == ")",
      let from = CSANames.square(rest.dropFirst().dropLast()),
      !promotes || piece.kind.canPromote && !piece.isPromoted
    else { return nil }
    return (ShogiMove(from: from, to: target, promotes: promotes), piece.kind, piece.isPromoted)
  }
}
