/// Squares as numbers: rank · 8 + file from a1, 0, to h8, 63, whatever the board's size.
package enum ChessSquare {
  /// "e4", say.
  package static func name(_ square: Int) -> String {
    String(file(square)) + String((square >> 3) + 1)
  }

  /// The square of that name, in small letters; nil where there is none.
  package static func named(_ name: some StringProtocol) -> Int? {
    let bytes = Array(name.utf8)
    guard bytes.count == 2, (97...104).contains(bytes[0]), (49...56).contains(bytes[1]) else { return nil }
    return Int(bytes[1] - 49) << 3 | Int(bytes[0] - 97)
  }

  /// "a" to "h".
  static func file(_ square: Int) -> Character {
    Character(UnicodeScalar(UInt8(97 + square & 7)))
  }
}

/// Which squares there are and what the smaller game leaves out.
package enum ChessVariant: String, Sendable, CaseIterable {
  /// Chess on 8 × 8 squares, by the FIDE's Laws of 2023.
  case standard = "chess"
  /// Gardner's minichess (1969) on 5 × 5 squares, a1 to e5: no double step of a pawn, so no capture in passing, and no
  /// castling.
  case gardner = "minichess"

  /// Squares on a side.
  package var size: Int { self == .standard ? 8 : 5 }

  /// Where a game begins.
  package var start: String {
    switch self {
    case .standard: "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
    case .gardner: "rnbqk/ppppp/5/PPPPP/RNBQK w - - 0 1"
    }
  }

  /// All squares.
  var board: UInt64 { self == .standard ? .max : 0x1f_1f1f_1f1f }

  /// Where pawns become other pieces: both players' last ranks.
  var lastRanks: UInt64 { self == .standard ? 0xff00_0000_0000_00ff : 0x1f_0000_001f }

  /// Where a pawn's first step ends that another may follow: a player's third rank.
  func doubleStepRank(of color: ChessColor) -> UInt64 {
    self == .gardner ? 0 : color == .white ? 0xff_0000 : 0xff00_0000_0000
  }

  /// How many pieces of a kind a player begins with.
  func initialCount(of kind: ChessPieceKind) -> Int {
    switch kind {
    case .pawn: size
    case .king, .queen: 1
    case .knight, .bishop, .rook: self == .standard ? 2 : 1
    }
  }
}
