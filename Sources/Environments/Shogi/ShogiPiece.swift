/// Who moves a piece: black (sente) begins, and moves up the board, towards rank a.
package enum ShogiColor: UInt8, Sendable, CaseIterable {
  case black
  case white

  /// The other player.
  package var opponent: ShogiColor { self == .black ? .white : .black }

  /// "Black" or "White", to begin a sentence with.
  var name: String { self == .black ? "Black" : "White" }
}

/// What a piece is before it is promoted.
package enum ShogiPieceKind: UInt8, Sendable, CaseIterable {
  case pawn
  case lance
  case knight
  case silver
  case gold
  case bishop
  case rook
  case king

  /// What can be held in hand and dropped.
  package static let droppable: [ShogiPieceKind] = [.pawn, .lance, .knight, .silver, .gold, .bishop, .rook]

  /// Whether the piece has another side.
  @inline(__always)
  package var canPromote: Bool { self != .gold && self != .king }

  /// "P", "L", "N", "S", "G", "B", "R" or "K".
  package var letter: Character {
    switch self {
    case .pawn: "P"
    case .lance: "L"
    case .knight: "N"
    case .silver: "S"
    case .gold: "G"
    case .bishop: "B"
    case .rook: "R"
    case .king: "K"
    }
  }

  /// "pawn", say.
  package var name: String { "\(self)" }

  /// The kind of that letter, in either case; nil where there is none.
  init?(letter: Character) {
    guard let kind = Self.allCases.first(where: { $0.letter == Character(letter.uppercased()) }) else {
      return nil
    }
    self = kind
  }
}

/// A piece on the board.
package struct ShogiPiece: Sendable, Equatable {
  package let kind: ShogiPieceKind
  package let isPromoted: Bool
  package let color: ShogiColor

  /// A piece; only those that can promote may be promoted.
  package init(_ kind: ShogiPieceKind, promoted: Bool = false, _ color: ShogiColor) {
    precondition(kind.canPromote || !promoted, "a \(kind.name) cannot be promoted")
    (self.kind, isPromoted, self.color) = (kind, promoted, color)
  }

  /// As SFEN has it: a capital for black, a small letter for white, a plus before a promoted piece.
  package var text: String {
    (isPromoted ? "+" : "") + (color == .black ? String(kind.letter) : kind.letter.lowercased())
  }
}
