extension ChessPosition {
  /// A legal move in the short algebraic notation of the FIDE and of PGN: "e4", "Nbd7", "exd8=Q+", "O-O-O#".
  package func san(_ move: ChessMove) -> String {
    let next = playing(move)
    let check = next.isCheck ? next.legalMoveCount == 0 ? "#" : "+" : ""
    return sanWithoutCheck(move) + check
  }

  private func sanWithoutCheck(_ move: ChessMove) -> String {
    let kind = kind(at: move.from)
    let target = ChessSquare.name(move.to)
    let origin = ChessSquare.name(move.from)
    if kind == .king, (move.from - move.to).magnitude == 2 { return move.to > move.from ? "O-O" : "O-O-O" }
    if kind == .pawn {
      let capture = move.from & 7 == move.to & 7 ? "" : "\(origin.first!)x"
      return capture + target + (move.promotion.map { "=\($0.letter)" } ?? "")
    }
    let rivals = legalMoves.filter {
      $0.to == move.to && $0.from != move.from && self.kind(at: $0.from) == kind
    }
    var distinction = ""
    if !rivals.isEmpty {
      let sharesFile = rivals.contains { $0.from & 7 == move.from & 7 }
      let sharesRank = rivals.contains { $0.from >> 3 == move.from >> 3 }
      distinction = !sharesFile ? String(origin.prefix(1)) : !sharesRank ? String(origin.suffix(1)) : origin
    }
    let capture = occupied >> UInt64(move.to) & 1 != 0 ? "x" : ""
    return "\(kind.letter)\(distinction)\(capture)\(target)"
  }

  /// The legal move written in short or long algebraic notation. Suffixes for check and annotations are
  /// optional.
  ///
  /// Throws `NotationError` if the text is not a move, is not legal, or is ambiguous.
  package func move(san: some StringProtocol) throws(NotationError) -> ChessMove {
    let text = String(san)
    let fields = try SANFields(text)
    let moves = legalMoves.filter { fields.describe($0, in: self) }
    guard let move = moves.first else {
      throw NotationError(
        "\(text.debugDescription) is not legal in \(fen): choose one of the \(legalMoveCount) legal moves.")
    }
    guard moves.count == 1 else {
      if moves.allSatisfy({ $0.promotion != nil && $0.from == move.from }) {
        throw NotationError(
          "\(text.debugDescription) says not what the pawn becomes: write \(text)=Q, for a queen.")
      }
      let origins = moves.map { ChessSquare.name($0.from) }.joined(separator: " or ")
      throw NotationError("\(text.debugDescription) may come from \(origins) in \(fen): write which.")
    }
    return move
  }

  /// The legal move of this UCI notation.
  ///
  /// Throws `NotationError` if the text is not a move or is not legal.
  package func move(uci: some StringProtocol) throws(NotationError) -> ChessMove {
    let move = try ChessMove(uci: uci)
    guard isLegal(move) else {
      throw NotationError(
        "\(move.uci) is not legal in \(fen): choose one of the \(legalMoveCount) legal moves.")
    }
    return move
  }
}

/// The parts of a move in algebraic notation.
private struct SANFields {
  private var kind: ChessPieceKind? = .pawn
  private var file: Int?
  private var rank: Int?
  private var target = 0
  private var promotion: ChessPieceKind?
  /// The number of files by which the king moves in castling, 2 or −2; nil for other moves.
  private var castling: Int?

  init(_ text: String) throws(NotationError) {
    guard parse(text) else {
      throw NotationError(
        "\(text.debugDescription) is no move in algebraic notation: write e4, Nf3, exd5, e8=Q or O-O, say.")
    }
  }

  private mutating func parse(_ text: String) -> Bool {
    var rest = Substring(text)
    while let last = rest.last, "+#!?".contains(last) { rest.removeLast() }
    if ["O-O", "0-0"].contains(rest) || ["O-O-O", "0-0-0"].contains(rest) {
      castling = rest.count == 3 ? 2 : -2
      return true
    }
    if let first = rest.first, "NBRQK".contains(first) {
      kind = ChessPieceKind(letter: first)
      rest.removeFirst()
    }
    if let last = rest.last, kind == .pawn, "NBRQnbrq".contains(last), rest.count > 2 {
      // A lower-case b at the end means a bishop only after a rank or an equals sign, which always precedes
      // it.
      promotion = ChessPieceKind(letter: last)
      rest.removeLast()
      if rest.last == "=" { rest.removeLast() }
    }
    guard let target = ChessSquare.named(rest.suffix(2)) else { return false }
    self.target = target
    rest.removeLast(2)
    let isCapture = rest.last == "x"
    if let last = rest.last, "x-".contains(last) { rest.removeLast() }
    if let first = rest.first, let value = first.asciiValue, (97...104).contains(value) {
      file = Int(value) - 97
      rest.removeFirst()
    }
    if let first = rest.first, let value = first.asciiValue, (49...56).contains(value) {
      rank = Int(value) - 49
      rest.removeFirst()
    }
    // Two squares can name any piece; a pawn without a file stays on its file.
    if kind == .pawn {
      if file != nil, rank != nil { kind = nil }
      if file == nil {
        if isCapture { return false }
        file = target & 7
      }
    }
    return rest.isEmpty
  }

  func describe(_ move: ChessMove, in position: ChessPosition) -> Bool {
    let moved = position.kind(at: move.from)
    if let castling { return moved == .king && move.to - move.from == castling }
    if let kind, kind != moved { return false }
    if kind == .king, (move.from - move.to).magnitude == 2 { return false }
    return move.to == target && (file == nil || file == move.from & 7)
      && (rank == nil || rank == move.from >> 3)
      && (promotion == move.promotion || promotion == nil && kind == .pawn)
  }
}
