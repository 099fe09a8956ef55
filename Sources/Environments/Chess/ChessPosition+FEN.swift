extension ChessPosition {
  /// A position in Forsyth–Edwards notation with six fields, or with four: the number of quiet moves is then
  /// 0 and the move number 1.
  ///
  /// The en passant square is kept only if a legal move captures there, since only then does it matter for
  /// repetition. Throws `NotationError` if the text is not FEN, or if no game can have led to the position.
  package init(fen: String, variant: ChessVariant = .standard) throws(NotationError) {
    self.init(empty: variant)
    let fields = fen.split(whereSeparator: \.isWhitespace)
    guard fields.count == 4 || fields.count == 6 else {
      throw NotationError(
        "The FEN has \(fields.count) fields, where six are due: pieces, turn, castling, en passant, quiet moves and move number."
      )
    }
    try place(fields[0])
    switch fields[1] {
    case "w": turn = .white
    case "b": turn = .black
    default:
      throw NotationError(
        "The FEN has \(quoted(fields[1])) for the player to move: write w for white or b for black.")
    }
    try checkMaterial()
    try allowCastling(fields[2])
    try checkChecks()
    try allowEnPassant(fields[3])
    if fields.count == 6 {
      quietMoves = try Self.number(fields[4], atLeast: 0, "quiet moves")
      moveNumber = try Self.number(fields[5], atLeast: 1, "the move number")
    }
  }

  /// The position in Forsyth–Edwards notation. The en passant square is written only if a legal move captures
  /// there.
  package var fen: String {
    let size = variant.size
    var rows: [String] = []
    for rank in (0..<size).reversed() {
      var (row, empty) = ("", 0)
      for file in 0..<size {
        guard let piece = piece(at: rank * 8 + file) else {
          empty += 1
          continue
        }
        row += (empty > 0 ? String(empty) : "") + String(piece.letter)
        empty = 0
      }
      rows.append(row + (empty > 0 ? String(empty) : ""))
    }
    let rights = zip(Self.castlingLetters, 0...).filter { castling >> $1 & 1 != 0 }.map { String($0.0) }
    let passed = enPassantSquare.map { ChessSquare.name($0) } ?? "-"
    return
      "\(rows.joined(separator: "/")) \(turn == .white ? "w" : "b") \(rights.isEmpty ? "-" : rights.joined()) \(passed) \(quietMoves) \(moveNumber)"
  }

  private static let castlingLetters: [Character] = ["K", "Q", "k", "q"]

  private func quoted(_ text: some StringProtocol) -> String { String(text).debugDescription }

  private static func number(
    _ field: Substring, atLeast least: Int32, _ meaning: String
  ) throws(NotationError) -> Int32 {
    guard let number = Int32(field), number >= least, number <= 9999 else {
      throw NotationError(
        "The FEN has \(String(field).debugDescription) for \(meaning): write a number from \(least) to 9999.")
    }
    return number
  }

  private mutating func place(_ field: Substring) throws(NotationError) {
    let size = variant.size
    let rows = field.split(separator: "/", omittingEmptySubsequences: false)
    guard rows.count == size else {
      throw NotationError(
        "The FEN has \(rows.count) ranks, where the board has \(size): separate them by slashes.")
    }
    for (number, row) in rows.enumerated() {
      let rank = size - 1 - number
      var (file, afterDigit) = (0, false)
      for character in row {
        if let empty = character.wholeNumberValue, character.isASCII, empty > 0, !afterDigit {
          file += empty
          afterDigit = true
        } else if let piece = ChessPiece(letter: character) {
          if file < size { toggle(piece.kind, piece.color, 1 << UInt64(rank * 8 + file)) }
          file += 1
          afterDigit = false
        } else {
          throw NotationError(
            "Rank \(rank + 1) of the FEN has \(quoted(String(character))) where a piece or a number of empty squares is due: use KQRBNP, kqrbnp and 1 to \(size)."
          )
        }
      }
      guard file == size else {
        throw NotationError(
          "Rank \(rank + 1) of the FEN has \(file) squares, where the board has \(size): count its pieces and empty squares."
        )
      }
    }
  }

  private func checkMaterial() throws(NotationError) {
    for color in ChessColor.allCases {
      let count = { (kind: ChessPieceKind) in (self[kind] & self[color]).nonzeroBitCount }
      guard count(.king) == 1 else {
        throw NotationError("\(color.name) has \(count(.king)) kings in the FEN: place one.")
      }
      guard count(.pawn) <= variant.initialCount(of: .pawn) else {
        throw NotationError(
          "\(color.name) has \(count(.pawn)) pawns in the FEN: place \(variant.initialCount(of: .pawn)) at most."
        )
      }
      let promoted = ChessPieceKind.promotions.map { max(0, count($0) - variant.initialCount(of: $0)) }
      let missing = variant.initialCount(of: .pawn) - count(.pawn)
      guard promoted.reduce(0, +) <= missing else {
        throw NotationError(
          "\(color.name) has more pieces in the FEN than promotions can have brought, as \(missing) pawns are missing: take some away."
        )
      }
    }
    guard self[.pawn] & variant.lastRanks == 0 else {
      let square = (self[.pawn] & variant.lastRanks).trailingZeroBitCount
      throw NotationError(
        "A pawn stands on \(ChessSquare.name(square)) in the FEN: pawns cannot be on the first or the last rank."
      )
    }
  }

  private mutating func allowCastling(_ field: Substring) throws(NotationError) {
    guard field != "-" else { return }
    for letter in field {
      guard let right = Self.castlingLetters.firstIndex(of: letter), castling >> right & 1 == 0,
        variant == .standard
      else {
        throw NotationError(
          "The FEN has \(quoted(field)) for castling: write those of KQkq that are still allowed, or -.")
      }
      let color: ChessColor = right < 2 ? .white : .black
      let rank = color == .white ? 0 : 56
      let rook = rank + (right & 1 == 0 ? 7 : 0)
      guard king(of: color) == rank + 4, self[.rook] & self[color] & 1 << UInt64(rook) != 0 else {
        throw NotationError(
          "The FEN lets \(color.name.lowercased()) castle with the rook on \(ChessSquare.name(rook)), but king and rook are not where they began: leave out \(letter)."
        )
      }
      castling |= 1 << UInt8(right)
    }
  }

  /// Throws if the player who has just moved is in check, or if the other one is in a check that no move can
  /// give.
  private func checkChecks() throws(NotationError) {
    guard attackers(of: king(of: turn.opponent), by: turn, occupied: occupied) == 0 else {
      throw NotationError(
        "\(turn.opponent.name) is in check in the FEN, but it is \(turn.name.lowercased())'s turn: change the player to move."
      )
    }
    let checkers = checkers
    let (first, last) = (checkers.trailingZeroBitCount, 63 - checkers.leadingZeroBitCount)
    let isOnOneLine = ChessTables.shared.line(first & 63, last & 63) >> UInt64(king(of: turn)) & 1 != 0
    guard checkers.nonzeroBitCount < 2 || (checkers.nonzeroBitCount == 2 && !isOnOneLine) else {
      throw NotationError(
        "\(turn.name) is attacked by \(checkers.nonzeroBitCount) pieces in the FEN in a way that no move brings about: move some of them."
      )
    }
  }

  private mutating func allowEnPassant(_ field: Substring) throws(NotationError) {
    guard field != "-" else { return }
    let rank = turn == .white ? 5 : 2
    guard variant == .standard, let square = ChessSquare.named(field), square >> 3 == rank else {
      throw NotationError(
        "The FEN has \(quoted(field)) for en passant: write the square that the pawn passed, on rank \(rank + 1), or -."
      )
    }
    let step = turn == .white ? 8 : -8
    let (begin, end): (UInt64, UInt64) = (1 << UInt64(square + step), 1 << UInt64(square - step))
    guard self[.pawn] & self[turn.opponent] & end != 0, occupied & (begin | 1 << UInt64(square)) == 0 else {
      throw NotationError(
        "No pawn can have passed \(ChessSquare.name(square)) in the FEN: place it on \(ChessSquare.name(square - step)), with \(ChessSquare.name(square)) and \(ChessSquare.name(square + step)) empty."
      )
    }
    // A check by another piece than the pawn must have been uncovered by the pawn's step.
    let checkers = checkers
    let before = occupied ^ begin ^ end
    let wasCheck = attackers(of: king(of: turn), by: turn.opponent, occupied: before) & ~end != 0
    guard checkers.nonzeroBitCount < 2, checkers & ~end == 0 || !wasCheck else {
      throw NotationError(
        "\(turn.name) is attacked in the FEN by what a pawn's step over \(ChessSquare.name(square)) did not uncover: write - for en passant."
      )
    }
    allowEnPassant(at: square)
  }
}
