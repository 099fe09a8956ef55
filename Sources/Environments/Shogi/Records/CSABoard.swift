/// Reads the position with which a record in CSA's format begins, statement by statement.
struct CSABoard {
  private var pieces: [Int: ShogiPiece] = [:]
  private var hands: [ShogiPieceKind: [ShogiColor: Int]] = [:]
  /// The player who holds all pieces that are not placed elsewhere; nil for none.
  private var holderOfTheRest: ShogiColor?
  private var isGiven = false

  /// The position, once the player to move is known; the usual one where no statement was read.
  ///
  /// Throws `NotationError` if no game can have led to the position.
  func position(turn: ShogiColor) throws(NotationError) -> ShogiPosition {
    guard isGiven else {
      var start = ShogiPosition()
      start.turn = turn
      return start
    }
    var position = ShogiPosition(empty: .standard)
    position.turn = turn
    for (square, piece) in pieces {
      position.toggle(piece.kind, piece.color, 1 << UInt128(square))
      if piece.isPromoted { position.togglePromotion(1 << UInt128(square)) }
    }
    for (kind, counts) in hands {
      for (color, count) in counts { position.hold(kind, color, min(count, 100)) }
    }
    if let holder = holderOfTheRest {
      for kind in ShogiPieceKind.droppable {
        let placed =
          position[kind].nonzeroBitCount + position.hand(of: .black)[kind] + position.hand(of: .white)[kind]
        position.hold(kind, holder, max(0, ShogiVariant.standard.count(of: kind) - placed))
      }
    }
    try position.check(in: "the position")
    return position
  }

  /// Reads a statement that begins with P.
  mutating func read(_ statement: Substring) throws(NotationError) {
    isGiven = true
    let rest = statement.dropFirst(2)
    switch statement.dropFirst().first {
    case "I": try removeFromStart(rest)
    case "+": try place(rest, .black)
    case "-": try place(rest, .white)
    case let digit?:
      guard let rank = digit.wholeNumberValue, (1...9).contains(rank) else { fallthrough }
      try readRank(rank - 1, rest)
    case nil:
      throw NotationError(
        "\(String(statement).debugDescription) places nothing: write PI, P1 to P9, P+ or P-.")
    }
  }

  /// Reads PI: all pieces in their initial places, except those that follow.
  private mutating func removeFromStart(_ text: Substring) throws(NotationError) {
    let start = ShogiPosition()
    for square in 0..<81 { pieces[square] = start.piece(at: square) }
    for (square, piece) in try Self.places(text) {
      guard let square, pieces[square]?.kind == piece.kind else {
        throw NotationError(
          "PI takes away a \(piece.kind.name) from where none is: write its square, as in PI82HI.")
      }
      pieces[square] = nil
    }
  }

  private mutating func place(_ text: Substring, _ color: ShogiColor) throws(NotationError) {
    if text == "00AL" {
      holderOfTheRest = color
      return
    }
    for (square, piece) in try Self.places(text) {
      if let square {
        pieces[square] = ShogiPiece(piece.kind, promoted: piece.isPromoted, color)
      } else {
        guard piece.kind != .king, !piece.isPromoted else {
          throw NotationError("A hand holds neither kings nor promoted pieces: write 00FU, say.")
        }
        hands[piece.kind, default: [:]][color, default: 0] += 1
      }
    }
  }

  /// The squares and pieces of a text, with four letters for each; square 00 is the hand.
  private static func places(
    _ text: Substring
  ) throws(NotationError) -> [(square: Int?, piece: (kind: ShogiPieceKind, isPromoted: Bool))] {
    var (rest, places): (Substring, [(Int?, (kind: ShogiPieceKind, isPromoted: Bool))]) = (text, [])
    while !rest.isEmpty {
      let (square, name) = (rest.prefix(2), rest.dropFirst(2).prefix(2))
      guard let piece = CSANames.piece(name), square == "00" || CSANames.square(square) != nil else {
        throw NotationError(
          "\(String(rest.prefix(4)).debugDescription) places no piece: write a square, 00 for the hand, and a piece, as in 82HI."
        )
      }
      places.append((CSANames.square(square), piece))
      rest = rest.dropFirst(4)
    }
    return places
  }

  /// Reads a rank of nine squares with three letters each, from file 9 on.
  private mutating func readRank(_ rank: Int, _ text: Substring) throws(NotationError) {
    var rest = text
    for file in (0..<9).reversed() {
      let cell = rest.prefix(3)
      rest = rest.dropFirst(3)
      // Blanks at the end of a line are easily lost.
      if cell.allSatisfy({ $0 == " " || $0 == "*" }) { continue }
      guard let sign = cell.first, sign == "+" || sign == "-", let piece = CSANames.piece(cell.dropFirst())
      else {
        throw NotationError(
          "P\(rank + 1) has \(String(cell).debugDescription) in file \(file + 1): write a sign and a piece, as in -KY, or \" * \"."
        )
      }
      pieces[file * 9 + rank] = ShogiPiece(
        piece.kind, promoted: piece.isPromoted, sign == "+" ? .black : .white)
    }
    guard rest.allSatisfy({ $0 == " " }) else {
      throw NotationError("P\(rank + 1) has more than nine squares: write three letters for each.")
    }
  }
}
