/// Who moves a piece: black (sente) begins, and moves up the board, towards rank a.
package enum ShogiColor: UInt8, Sendable, CaseIterable {
  case black
  case white

  /// The other player.
  package var opponent: ShogiColor { self == .black ? .white : .black }

  /// "Black" or "White", to begin a sentence with.
  var name: String { self == .black ? "Black" : "White" }
}

/// A kind of shogi piece, regardless of promotion.
package enum ShogiPieceKind: UInt8, PieceKind {
  case pawn
  case lance
  case knight
  case silver
  case gold
  case bishop
  case rook
  case king

  package static let letters = Array("PLNSGBRK")

  /// The kinds that can be held in hand and dropped.
  package static let droppable: [ShogiPieceKind] = [.pawn, .lance, .knight, .silver, .gold, .bishop, .rook]

  /// Whether the piece can be promoted.
  @inline(__always)
  package var canPromote: Bool { self != .gold && self != .king }
}

/// A piece on the board.
package struct ShogiPiece: Sendable, Equatable {
  package let kind: ShogiPieceKind
  package let isPromoted: Bool
  package let color: ShogiColor

  /// A piece. Only kinds that can be promoted may be promoted.
  package init(_ kind: ShogiPieceKind, promoted: Bool = false, _ color: ShogiColor) {
    precondition(kind.canPromote || !promoted, "a \(kind.name) cannot be promoted")
    (self.kind, isPromoted, self.color) = (kind, promoted, color)
  }

  /// The piece in SFEN: upper case for black, lower case for white, with a plus before a promoted piece.
  package var text: String {
    (isPromoted ? "+" : "") + (color == .black ? String(kind.letter) : kind.letter.lowercased())
  }
}
