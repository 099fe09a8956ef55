/// Reads a game in KIF.
///
/// Comments, times and the variations behind the game are skipped; moves are checked. A game need not say how it ended.
package struct KIFReader {
  private var line = 0
  private var headers: [String: String] = [:]
  /// The rows of a board that is drawn, and whose turn it is there.
  private var rows: [Substring] = []
  private var isWhitesTurn = false
  /// The first position; nil before the line of the first move.
  private var start: ShogiPosition?
  private var position = ShogiPosition()
  private var moves: [ShogiMove] = []
  private var ending: ShogiEnding?
  private var isOver = false

  /// The game of a text.
  ///
  /// Throws `NotationError` with the line, and the move if a move is wrong, of the first mistake.
  package static func game(in text: String) throws(NotationError) -> ShogiRecord {
    var reader = KIFReader()
    let lines = (text.first == "\u{FEFF}" ? text.dropFirst() : text[...])
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for line in lines where !reader.isOver {
      reader.line += 1
      try reader.read(line)
    }
    if reader.start == nil {
      guard !reader.headers.isEmpty || !reader.rows.isEmpty else {
        throw NotationError("Line 1: there is no game in KIF here: write 手合割：平手 and the moves below it.")
      }
      try reader.begin()
    }
    let (headers, start) = (reader.headers, reader.start ?? ShogiPosition())
    return ShogiRecord(
      black: headers["先手"] ?? headers["下手"], white: headers["後手"] ?? headers["上手"], event: headers["棋戦"],
      began: headers["開始日時"], start: start, moves: reader.moves, ending: reader.ending)
  }

  private func failure(_ problem: String) -> NotationError { NotationError("Line \(line): \(problem)") }

  private mutating func read(_ text: Substring) throws(NotationError) {
    guard let first = text.first, !"*#&+".contains(first), !text.hasPrefix("まで"), !text.hasPrefix("手数") else {
      return
    }
    if text.hasPrefix("変化") {
      isOver = true
    } else if first == "|" {
      rows.append(text)
    } else if text.hasPrefix("後手番") || text.hasPrefix("上手番") {
      isWhitesTurn = true
    } else if text.hasPrefix("先手番") || text.hasPrefix("下手番") || text.hasPrefix("  ９") {
      return
    } else if let colon = text.firstIndex(where: { $0 == "：" || $0 == ":" }), start == nil,
      text.drop(while: \.isWhitespace).first?.isNumber == false
    {
      headers[String(text[..<colon]).filter { !$0.isWhitespace }] = String(text[text.index(after: colon)...])
    } else if text.contains(where: { !$0.isWhitespace }) {
      try readMove(text)
    }
  }

  private mutating func readMove(_ text: Substring) throws(NotationError) {
    let numbered = text.drop(while: \.isWhitespace)
    let rest = numbered.drop { $0.isASCII && $0.isNumber }
    guard rest.count < numbered.count, rest.first?.isWhitespace == true else {
      throw failure(
        "\(String(text).debugDescription) is no line of KIF: write a number and a move, or # before a comment."
      )
    }
    if start == nil { try begin() }
    let word = Self.withoutTime(rest)
    guard ending == nil else { throw failure("a move comes behind the end of the game: take it away.") }
    if let ending = ShogiEnding.allCases.first(where: { $0.words.kif == word }) {
      self.ending = ending
      return
    }
    do {
      let move = try position.move(kif: word, after: moves.last?.to)
      moves.append(move)
      position.play(move)
    } catch {
      throw failure("move \(moves.count + 1) of the game: \(error)")
    }
  }

  /// The move in a line, without the time. The time is in parentheses and never consists of two digits.
  private static func withoutTime(_ text: Substring) -> Substring {
    var word = text.drop(while: \.isWhitespace)
    if let parenthesis = word.firstIndex(of: "(") {
      let origin = word[parenthesis...].prefix(4)
      let isOrigin = origin.last == ")" && origin.dropFirst().dropLast().allSatisfy(\.isNumber)
      word = isOrigin ? word[..<origin.endIndex] : word[..<parenthesis]
    }
    while word.last?.isWhitespace == true || word.last == "+" { word.removeLast() }
    return word
  }

  /// Sets up the position in which the game begins.
  private mutating func begin() throws(NotationError) {
    let handicap = headers["手合割"]?.filter { !$0.isWhitespace } ?? "平手"
    if !rows.isEmpty {
      position = try board()
    } else if let ranks = KIFNames.handicaps[handicap] {
      let sfen = "\(ranks)/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL w - 1"
      do { position = try ShogiPosition(sfen: sfen) } catch { preconditionFailure("\(handicap): \(error)") }
    } else if handicap != "平手" {
      throw failure("the handicap \(handicap) is not known: draw the board, or choose 平手.")
    }
    start = position
  }

  private func board() throws(NotationError) -> ShogiPosition {
    guard rows.count == 9 else {
      throw failure("the board above has \(rows.count) ranks: draw nine, each between bars.")
    }
    var board = ShogiPosition(empty: .standard)
    for (rank, row) in rows.enumerated() {
      let cells = Array(row.dropFirst().prefix { $0 != "|" })
      guard cells.count == 18 else {
        throw failure("rank \(rank + 1) of the board above has \(cells.count) letters: write nine times two.")
      }
      for column in 0..<9 where !"・ 　.".contains(cells[2 * column + 1]) {
        let name = String(cells[2 * column + 1])
        guard let piece = KIFNames.piece(at: name[...]) else {
          throw failure("\(name) is no piece on rank \(rank + 1) of the board above: write 歩, say, or ・.")
        }
        let square: UInt128 = 1 << UInt128((8 - column) * 9 + rank)
        board.toggle(piece.kind, cells[2 * column] == "v" ? .white : .black, square)
        if piece.isPromoted { board.togglePromotion(square) }
      }
    }
    try fillHand(headers["先手の持駒"] ?? headers["下手の持駒"], .black, &board)
    try fillHand(headers["後手の持駒"] ?? headers["上手の持駒"], .white, &board)
    board.turn = isWhitesTurn ? .white : .black
    do { try board.check(in: "the board") } catch { throw failure("\(error)") }
    return board
  }

  private func fillHand(
    _ text: String?, _ color: ShogiColor, _ board: inout ShogiPosition
  ) throws(NotationError) {
    for word in (text ?? "").split(whereSeparator: \.isWhitespace) where word != "なし" {
      guard let piece = KIFNames.piece(at: word), !piece.isPromoted, piece.kind != .king,
        let count = KIFNames.number(word.dropFirst(piece.length)), (1...18).contains(count)
      else { throw failure("\(word) is nothing to hold in hand: write 歩 or 歩三, say, or なし.") }
      board.hold(piece.kind, color, min(count, 100 - board.hand(of: color)[piece.kind]))
    }
  }
}
