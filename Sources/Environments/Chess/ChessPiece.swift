/// A player's color. White begins.
package enum ChessColor: UInt8, Sendable, CaseIterable {
  case white
  case black

  /// The other player.
  package var opponent: ChessColor { self == .white ? .black : .white }

  /// The color's name at the beginning of a sentence: "White" or "Black".
  var name: String { self == .white ? "White" : "Black" }
}

/// A kind of chess piece.
package enum ChessPieceKind: UInt8, PieceKind {
  case pawn
  case knight
  case bishop
  case rook
  case queen
  case king

  package static let letters = Array("PNBRQK")

  /// The kinds that a pawn can be promoted to, the strongest first.
  package static let promotions: [ChessPieceKind] = [.queen, .rook, .bishop, .knight]
}

/// A piece on the board.
package struct ChessPiece: Sendable, Equatable {
  package let kind: ChessPieceKind
  package let color: ChessColor

  /// A piece.
  package init(_ kind: ChessPieceKind, _ color: ChessColor) { (self.kind, self.color) = (kind, color) }

  /// The letter in FEN: upper case for white, lower case for black.
  package var letter: Character {
    color == .white ? kind.letter : Character(kind.letter.lowercased())
  }

  // Black's pawn is shown as a letter, not as an emoji of two columns.
  private static let figures = [Array("♙♘♗♖♕♔"), Array("♟\u{fe0e}♞♝♜♛♚")]

  var figure: Character { Self.figures[Int(color.rawValue)][Int(kind.rawValue)] }

  /// The piece of this letter; nil if there is none.
  init?(letter: Character) {
    guard letter.isASCII, let kind = ChessPieceKind(letter: letter) else { return nil }
    self.init(kind, letter.isUppercase ? .white : .black)
  }
}
