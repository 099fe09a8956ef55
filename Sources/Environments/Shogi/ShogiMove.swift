/// A move of a piece, with or without promotion, or the drop of one.
package struct ShogiMove: PackedMove {
  /// The destination in bits 0–6, the origin in bits 7–13 (for a drop 81 plus the kind), the promotion in bit
  /// 14.
  let bits: UInt16

  static let promotion = 1 << 14

  /// A move between squares.
  @inline(__always)
  package init(from: Int, to: Int, promotes: Bool = false) {
    self.init(bits: to | from &<< 7 | (promotes ? Self.promotion : 0))
  }

  /// A drop.
  @inline(__always)
  package init(drop kind: ShogiPieceKind, to: Int) { self.init(bits: to | (81 &+ Int(kind.rawValue)) &<< 7) }

  @inline(__always)
  package init(bits: Int) { self.bits = UInt16(truncatingIfNeeded: bits) }

  /// The destination of the piece.
  @inline(__always)
  package var to: Int { Int(bits & 127) }

  /// The origin: 0 to 80 for squares, 81 and more for drops.
  @inline(__always)
  var origin: Int { Int(bits >> 7 & 127) }

  /// The origin of the piece; nil for a drop.
  package var from: Int? { origin < 81 ? origin : nil }

  /// The kind of piece that is dropped; nil for a move on the board.
  @inline(__always)
  package var drop: ShogiPieceKind? { origin < 81 ? nil : ShogiPieceKind(rawValue: UInt8(origin &- 81)) }

  /// Whether the piece is promoted.
  @inline(__always)
  package var promotes: Bool { Int(bits) & Self.promotion != 0 }

  /// The move in the notation of the Universal Shogi Interface: "7g7f", "8h2b+", "P*5e".
  package var usi: String {
    guard let drop else {
      return ShogiSquare.name(origin) + ShogiSquare.name(to) + (promotes ? "+" : "")
    }
    return "\(drop.letter)*" + ShogiSquare.name(to)
  }

  /// A move in that notation, whether any position has it or not.
  ///
  /// Throws `NotationError` if the text is not a move in this notation.
  package init(usi: some StringProtocol) throws(NotationError) {
    guard let move = Self.parse(usi) else {
      throw NotationError(
        "\(String(usi).debugDescription) is no move in USI notation: write two squares, with a plus for a promotion, or a drop, as in 7g7f, 8h2b+ or P*5e."
      )
    }
    self = move
  }

  private static func parse(_ text: some StringProtocol) -> ShogiMove? {
    guard text.count == 4 || text.count == 5, let to = ShogiSquare.named(text.dropFirst(2).prefix(2)) else {
      return nil
    }
    if text.dropFirst().first == "*" {
      guard text.count == 4, let letter = text.first, letter.isUppercase,
        let kind = ShogiPieceKind(letter: letter), kind != .king
      else { return nil }
      return ShogiMove(drop: kind, to: to)
    }
    guard let from = ShogiSquare.named(text.prefix(2)), from != to, text.count == 4 || text.last == "+" else {
      return nil
    }
    return ShogiMove(from: from, to: to, promotes: text.count == 5)
  }
}
