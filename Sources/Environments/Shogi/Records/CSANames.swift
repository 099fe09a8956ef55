/// The names of squares, pieces and moves in CSA's format.
enum CSANames {
  private static let plain: [(String, ShogiPieceKind)] = [
    ("FU", .pawn), ("KY", .lance), ("KE", .knight), ("GI", .silver), ("KI", .gold), ("KA", .bishop),
    ("HI", .rook), ("OU", .king),
  ]
  private static let promoted: [(String, ShogiPieceKind)] = [
    ("TO", .pawn), ("NY", .lance), ("NK", .knight), ("NG", .silver), ("UM", .bishop), ("RY", .rook),
  ]

  /// The name of a piece, such as "FU".
  static func name(_ kind: ShogiPieceKind, isPromoted: Bool) -> String {
    (isPromoted ? promoted : plain).first { $0.1 == kind }?.0 ?? ""
  }

  /// The piece of this name; nil if there is none.
  static func piece(_ name: Substring) -> (kind: ShogiPieceKind, isPromoted: Bool)? {
    if let piece = plain.first(where: { $0.0 == name }) { return (piece.1, false) }
    return promoted.first { $0.0 == name }.map { ($0.1, true) }
  }

  /// The name of a square, such as "77".
  static func name(_ square: Int) -> String { "\(square / 9 + 1)\(square % 9 + 1)" }

  /// The square of this name; nil if there is none.
  static func square(_ name: Substring) -> Int? {
    let digits = name.utf8.map { Int($0) - 49 }
    guard digits.count == 2, digits.allSatisfy({ (0...8).contains($0) }) else { return nil }
    return digits[0] * 9 + digits[1]
  }
}

extension ShogiPosition {
  /// A legal move in CSA's format: the player's sign, the origin (00 for a drop), the destination, and the
  /// piece after the move.
  package func csa(_ move: ShogiMove) -> String {
    let origin = move.from.map { CSANames.name($0) } ?? "00"
    let kind = move.drop ?? kind(at: move.origin)
    let isPromoted = move.promotes || move.from.map { promoted >> UInt128($0) & 1 != 0 } ?? false
    let name = CSANames.name(kind, isPromoted: isPromoted)
    return (turn == .black ? "+" : "-") + origin + CSANames.name(move.to) + name
  }

  /// The legal move that is written like this in CSA's format.
  ///
  /// Throws `NotationError` if the text is not a move or is not legal.
  package func move(csa: some StringProtocol) throws(NotationError) -> ShogiMove {
    let text = String(csa)
    let (origin, target) = (text.dropFirst().prefix(2), text.dropFirst(3).prefix(2))
    guard text.count == 7, text.hasPrefix("+") || text.hasPrefix("-"), let to = CSANames.square(target),
      let piece = CSANames.piece(text.suffix(2)), origin == "00" || CSANames.square(origin) != nil
    else {
      throw NotationError(
        "\(text.debugDescription) is no move in CSA's format: write +7776FU or -0055KA, say.")
    }
    guard text.hasPrefix(turn == .black ? "+" : "-") else {
      throw NotationError(
        "\(text.debugDescription) is a move of the other player: it is \(turn.name.lowercased())'s turn.")
    }
    let moves = [false, true].compactMap { (promotes: Bool) -> ShogiMove? in
      guard let from = CSANames.square(origin) else {
        return promotes || piece.isPromoted || piece.kind == .king ? nil : ShogiMove(drop: piece.kind, to: to)
      }
      return ShogiMove(from: from, to: to, promotes: promotes)
    }
    guard let move = moves.first(where: { isLegal($0) && self.csa($0) == text }) else {
      throw NotationError(
        "\(text.debugDescription) is not legal in \(sfen): choose one of the \(legalMoveCount) legal moves.")
    }
    return move
  }
}
