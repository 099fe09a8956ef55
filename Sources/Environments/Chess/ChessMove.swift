/// A move: its origin, its destination, and a pawn's promotion. Castling is written as the king's move by two
/// files.
package struct ChessMove: PackedMove {
  /// The origin in bits 0–5, the destination in bits 6–11, the promotion's kind in bits 12–14, where 0 is
  /// none.
  let bits: UInt16

  /// A move between squares.
  @inline(__always)
  package init(from: Int, to: Int, promotion: ChessPieceKind? = nil) {
    bits = UInt16(truncatingIfNeeded: from | to << 6 | Int(promotion?.rawValue ?? 0) << 12)
  }

  @inline(__always)
  package init(bits: Int) { self.bits = UInt16(truncatingIfNeeded: bits) }

  /// The origin of the piece.
  @inline(__always)
  package var from: Int { Int(bits & 63) }

  /// The destination of the piece.
  @inline(__always)
  package var to: Int { Int(bits >> 6 & 63) }

  /// The promotion of a pawn; nil for any other move.
  @inline(__always)
  package var promotion: ChessPieceKind? {
    let kind = UInt8(bits >> 12)
    return kind == 0 ? nil : ChessPieceKind(rawValue: kind)
  }

  /// The move in the notation of the Universal Chess Interface: "e2e4", "e1g1", "e7e8q".
  package var uci: String {
    ChessSquare.name(from) + ChessSquare.name(to) + (promotion?.letter.lowercased() ?? "")
  }

  /// A move in that notation, whether any position has it or not.
  ///
  /// Throws `NotationError` if the text is not a move in UCI notation.
  package init(uci: some StringProtocol) throws(NotationError) {
    guard let move = Self.parse(uci) else {
      throw NotationError(
        "\(String(uci).debugDescription) is no move in UCI notation: write two squares and what a pawn becomes, as in e2e4 or e7e8q."
      )
    }
    self = move
  }

  private static func parse(_ text: some StringProtocol) -> ChessMove? {
    guard let from = ChessSquare.named(text.prefix(2)),
      let to = ChessSquare.named(text.dropFirst(2).prefix(2)),
      from != to
    else { return nil }
    guard let letter = text.dropFirst(4).first else { return ChessMove(from: from, to: to) }
    guard text.count == 5, letter.isLowercase, let kind = ChessPieceKind(letter: letter),
      ChessPieceKind.promotions.contains(kind)
    else { return nil }
    return ChessMove(from: from, to: to, promotion: kind)
  }
}
