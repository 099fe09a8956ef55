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
package enum ChessPieceKind: UInt8, Sendable, CaseIterable {
  case pawn
  case knight
  case bishop
  case rook
  case queen
  case king

  /// The kinds that a pawn can be promoted to, the strongest first.
  package static let promotions: [ChessPieceKind] = [.queen, .rook, .bishop, .knight]

  /// "P", "N", "B", "R", "Q" or "K".
  package var letter: Character {
    switch self {
    case .pawn: "P"
    case .knight: "N"
    case .bishop: "B"
    case .rook: "R"
    case .queen: "Q"
    case .king: "K"
    }
  }

  /// The kind's name, such as "pawn".
  package var name: String { "\(self)" }

  /// The kind of this letter, in either case; nil if there is none.
  init?(letter: Character) {
    guard let kind = Self.allCases.first(where: { $0.letter == Character(letter.uppercased()) }) else {
      return nil
    }
    self = kind
  }
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

  var figure: Character {
    switch (kind, color) {
    case (.pawn, .white): "♙"
    case (.knight, .white): "♘"
    case (.bishop, .white): "♗"
    case (.rook, .white): "♖"
    case (.queen, .white): "♕"
    case (.king, .white): "♔"
    // Shown as a letter, not as an emoji of two columns.
    case (.pawn, .black): "♟\u{fe0e}"
    case (.knight, .black): "♞"
    case (.bishop, .black): "♝"
    case (.rook, .black): "♜"
    case (.queen, .black): "♛"
    case (.king, .black): "♚"
    }
  }

  /// The piece of this letter; nil if there is none.
  init?(letter: Character) {
    guard letter.isASCII, let kind = ChessPieceKind(letter: letter) else { return nil }
    self.init(kind, letter.isUppercase ? .white : .black)
  }
}
