/// Squares as numbers: rank · 8 + file, from a1 = 0 to h8 = 63, for any board size.
package enum ChessSquare {
  /// The name of a square, such as "e4".
  package static func name(_ square: Int) -> String {
    String(file(square)) + String((square >> 3) + 1)
  }

  /// The square of this name, in lower case; nil if there is none.
  package static func named(_ name: some StringProtocol) -> Int? {
    let bytes = Array(name.utf8)
    guard bytes.count == 2, (97...104).contains(bytes[0]), (49...56).contains(bytes[1]) else { return nil }
    return Int(bytes[1] - 49) << 3 | Int(bytes[0] - 97)
  }

  /// The letter of a file, "a" to "h".
  static func file(_ square: Int) -> Character {
    Character(UnicodeScalar(UInt8(97 + square & 7)))
  }
}

/// A variant of chess: its squares, and the rules that the smaller game lacks.
package enum ChessVariant: String, Sendable, CaseIterable {
  /// Chess on 8 × 8 squares, by the FIDE's Laws of 2023.
  case standard = "chess"
  /// Gardner's minichess (1969) on 5 × 5 squares, a1 to e5. Pawns have no double step, so there are no en
  /// passant captures, and there is no castling.
  case gardner = "minichess"

  /// The number of ranks and of files.
  package var size: Int { self == .standard ? 8 : 5 }

  /// The FEN of the position in which a game begins.
  package var start: String {
    switch self {
    case .standard: "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    case .gardner: "rnbqk/ppppp/5/PPPPP/RNBQK w - - 0 1"
    }
  }

  var board: UInt64 { self == .standard ? .max : 0x1f_1f1f_1f1f }

  /// The ranks on which pawns are promoted: both players' last ranks.
  var lastRanks: UInt64 { self == .standard ? 0xff00_0000_0000_00ff : 0x1f_0000_001f }

  /// A player's third rank, where a pawn's first step ends that a second may follow.
  func doubleStepRank(of color: ChessColor) -> UInt64 {
    self == .gardner ? 0 : color == .white ? 0xff_0000 : 0xff00_0000_0000
  }

  /// The number of pieces of a kind that a player begins with.
  func initialCount(of kind: ChessPieceKind) -> Int {
    switch kind {
    case .pawn: size
    case .king, .queen: 1
    case .knight, .bishop, .rook: self == .standard ? 2 : 1
    }
  }
}
