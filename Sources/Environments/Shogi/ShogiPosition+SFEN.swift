extension ShogiPosition {
  /// A position in SFEN: the board, the player to move, the hands and, if given, the move's number.
  ///
  /// Throws `NotationError` where the text is no SFEN, or no game can have come to the position.
  package init(sfen: String, variant: ShogiVariant = .standard) throws(NotationError) {
    self.init(empty: variant)
    let fields = sfen.split(whereSeparator: \.isWhitespace)
    guard fields.count == 3 || fields.count == 4 else {
      throw NotationError(
        "The SFEN has \(fields.count) fields, where four are due: pieces, turn, hands and move number.")
    }
    try place(fields[0])
    switch fields[1] {
    case "b": turn = .black
    case "w": turn = .white
    default:
      throw NotationError(
        "The SFEN has \(String(fields[1]).debugDescription) for the player to move: write b for black or w for white."
      )
    }
    try fillHands(fields[2])
    if fields.count == 4 {
      guard let number = Int32(fields[3]), (1...9999).contains(number) else {
        throw NotationError(
          "The SFEN has \(String(fields[3]).debugDescription) for the move number: write a number from 1 to 9999."
        )
      }
      moveNumber = number
    }
    try check(in: "the SFEN")
  }

  /// The position in SFEN.
  package var sfen: String {
    let size = variant.size
    var rows: [String] = []
    for rank in 0..<size {
      var (row, empty) = ("", 0)
      for file in (0..<size).reversed() {
        guard let piece = piece(at: file * 9 + rank) else {
          empty += 1
          continue
        }
        row += (empty > 0 ? String(empty) : "") + piece.text
        empty = 0
      }
      rows.append(row + (empty > 0 ? String(empty) : ""))
    }
    var hands = ""
    for color in ShogiColor.allCases {
      for kind in Self.handOrder where hand(of: color)[kind] > 0 {
        let count = hand(of: color)[kind]
        hands += (count > 1 ? String(count) : "") + ShogiPiece(kind, color).text
      }
    }
    return
      "\(rows.joined(separator: "/")) \(turn == .black ? "b" : "w") \(hands.isEmpty ? "-" : hands) \(moveNumber)"
  }

  /// The order in which SFEN lists what is in hand.
  private static let handOrder: [ShogiPieceKind] = [.rook, .bishop, .gold, .silver, .knight, .lance, .pawn]

  private mutating func place(_ field: Substring) throws(NotationError) {
    let size = variant.size
    let rows = field.split(separator: "/", omittingEmptySubsequences: false)
    guard rows.count == size else {
      throw NotationError(
        "The SFEN has \(rows.count) ranks, where the board has \(size): separate them by slashes.")
    }
    for (rank, row) in rows.enumerated() {
      let name = Character(UnicodeScalar(UInt8(97 + rank)))
      var (column, isPromoted) = (0, false)
      for character in row {
        if character.isASCII, let empty = character.wholeNumberValue, empty > 0, !isPromoted {
          column += empty
        } else if character == "+", !isPromoted {
          isPromoted = true
        } else if character.isASCII, let kind = ShogiPieceKind(letter: character),
          kind.canPromote || !isPromoted
        {
          if column < size {
            let square: UInt128 = 1 << UInt128((size - 1 - column) * 9 + rank)
            toggle(kind, character.isUppercase ? .black : .white, square)
            if isPromoted { togglePromotion(square) }
          }
          column += 1
          isPromoted = false
        } else {
          throw NotationError(
            "Rank \(name) of the SFEN has \(String(character).debugDescription) where a piece or a number of empty squares is due: use PLNSGBRK, small for white, + before promoted ones, and 1 to \(size)."
          )
        }
      }
      guard column == size, !isPromoted else {
        throw NotationError(
          isPromoted
            ? "Rank \(name) of the SFEN ends with a plus: write the promoted piece behind it."
            : "Rank \(name) of the SFEN has \(column) squares, where the board has \(size): count its pieces and empty squares."
        )
      }
    }
  }

  private mutating func fillHands(_ field: Substring) throws(NotationError) {
    guard field != "-" else { return }
    var digits = ""
    for character in field {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else if character.isASCII, let kind = ShogiPieceKind(letter: character), kind != .king,
        let count = digits.isEmpty ? 1 : Int(digits), (1...18).contains(count)
      {
        let color: ShogiColor = character.isUppercase ? .black : .white
        hold(kind, color, min(count, 127 - hand(of: color)[kind]))
        digits = ""
      } else {
        throw NotationError(
          "The SFEN has \(String(field).debugDescription) for the hands: write the pieces, each behind its number, as in 2P3p, or -."
        )
      }
    }
    guard digits.isEmpty else {
      throw NotationError("The hands end with a number in the SFEN: write the piece behind it.")
    }
  }
}
