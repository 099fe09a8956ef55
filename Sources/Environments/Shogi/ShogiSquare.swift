/// Squares as numbers: (file − 1) · 9 + rank, where rank a is 0: from 1a, 0, to 9i, 80, whatever the board's size.
package enum ShogiSquare {
  /// The name of a square, such as "7g".
  package static func name(_ square: Int) -> String {
    String(square / 9 + 1) + String(Character(UnicodeScalar(UInt8(97 + square % 9))))
  }

  /// The square of that name, in small letters; nil where there is none.
  package static func named(_ name: some StringProtocol) -> Int? {
    let bytes = Array(name.utf8)
    guard bytes.count == 2, (49...57).contains(bytes[0]), (97...105).contains(bytes[1]) else { return nil }
    return Int(bytes[0] - 49) * 9 + Int(bytes[1] - 97)
  }
}

/// A variant of shogi: its squares and pieces, and the rules in which the smaller game differs.
package enum ShogiVariant: UInt8, Sendable, CaseIterable {
  /// Shogi on 9 × 9 squares, by the rules of the Japan Shogi Association.
  case standard
  /// Mini-shogi (5五将棋, Kusumoto 1970) on 5 × 5 squares, 1a to 5e: no lances and knights; pieces
  /// promote on the last rank alone; the first player loses by repetition; there is no impasse.
  case mini

  /// The name of the game.
  package var name: String { self == .standard ? "shogi" : "mini-shogi" }

  /// The number of ranks and of files.
  package var size: Int { self == .standard ? 9 : 5 }

  /// The position in which a game begins.
  package var start: String {
    switch self {
    case .standard: "lnsgkgsnl/1r5b1/ppppppppp/9/9/9/PPPPPPPPP/1B5R1/LNSGKGSNL b - 1"
    case .mini: "rbsgk/4p/5/P4/KGSBR b - 1"
    }
  }

  /// The number of last ranks on which pieces can be promoted.
  var promotionRanks: Int { self == .standard ? 3 : 1 }

  /// The number of pieces of a kind that both players have together.
  func count(of kind: ShogiPieceKind) -> Int {
    switch (self, kind) {
    case (.standard, .pawn): 18
    case (.standard, .lance), (.standard, .knight), (.standard, .silver), (.standard, .gold): 4
    case (.mini, .lance), (.mini, .knight): 0
    default: 2
    }
  }
}
