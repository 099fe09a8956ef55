extension ChessPosition {
  /// Whether the king of the player to move is attacked.
  package var isCheck: Bool { checkers != 0 }

  /// The pieces that attack the king of the player to move.
  var checkers: UInt64 { attackers(of: king(of: turn), by: turn.opponent, occupied: occupied) }

  /// A player's pieces that attack a square, given the `occupied` squares.
  @inline(__always)
  func attackers(of square: Int, by color: ChessColor, occupied: UInt64) -> UInt64 {
    let tables = ChessTables.shared
    let straight = self[.rook] | self[.queen]
    let diagonal = self[.bishop] | self[.queen]
    let steps =
      tables.knight[square] & self[.knight] | tables.king[square] & self[.king]
      | tables.pawn[Int(color.opponent.rawValue) &<< 6 | square] & self[.pawn]
    let slides = tables.rook(square, occupied) & straight | tables.bishop(square, occupied) & diagonal
    return (steps | slides) & self[color]
  }

  /// All squares that a player attacks, given the `occupied` squares.
  @inline(__always)
  func attacks(by color: ChessColor, occupied: UInt64, _ tables: ChessTables) -> UInt64 {
    let own = self[color]
    var attacked = Self.pawnAttacks(self[.pawn] & own, color)
    attacked |= tables.king[king(of: color)]
    for from in SquareSet(self[.knight] & own) { attacked |= tables.knight[from] }
    let (bishops, rooks) = ((self[.bishop] | self[.queen]) & own, (self[.rook] | self[.queen]) & own)
    for from in SquareSet(bishops) { attacked |= tables.bishop(from, occupied) }
    for from in SquareSet(rooks) { attacked |= tables.rook(from, occupied) }
    return attacked
  }

  /// The squares that pawns attack, towards file h and towards file a.
  @inline(__always)
  static func pawnAttacks(_ pawns: UInt64, _ color: ChessColor) -> UInt64 {
    let (right, left) = (pawns & ~fileH, pawns & ~fileA)
    return color == .white ? right &<< 9 | left &<< 7 : right &>> 7 | left &>> 9
  }

  static let fileA: UInt64 = 0x0101_0101_0101_0101
  static let fileH: UInt64 = 0x8080_8080_8080_8080
}
