extension ShogiPosition {
  /// Whether the king of the player to move is attacked.
  package var isCheck: Bool { checkers != 0 }

  /// The pieces that attack the king of the player to move.
  var checkers: UInt128 { attackers(of: king(of: turn), by: turn.opponent, occupied: occupied) }

  /// All pieces that move like a gold general.
  @inline(__always)
  var goldMovers: UInt128 {
    self[.gold] | promoted & (self[.pawn] | self[.lance] | self[.knight] | self[.silver])
  }

  /// A player's pieces that attack a square, given the `occupied` squares.
  @inline(__always)
  func attackers(of square: Int, by color: ShogiColor, occupied: UInt128) -> UInt128 {
    let tables = ShogiTables.shared
    // A piece attacks a square from where the other player's would attack it from that square.
    let seen = Int(color.opponent.rawValue) &* 81 &+ square
    let unpromoted =
      tables.pawn[seen] & self[.pawn] | tables.knight[seen] & self[.knight]
      | tables.silver[seen] & self[.silver]
      | tables.lance(color.opponent, square, occupied) & self[.lance]
    let steps =
      tables.gold[seen] & goldMovers
      | tables.king[square] & (self[.king] | promoted & (self[.bishop] | self[.rook]))
    let slides = tables.rook(square, occupied) & self[.rook] | tables.bishop(square, occupied) & self[.bishop]
    return (unpromoted & ~promoted | steps | slides) & self[color]
  }

  /// All squares that a player attacks, given the `occupied` squares.
  @inline(__always)
  func attacks(by color: ShogiColor, occupied: UInt128, _ tables: ShogiTables) -> UInt128 {
    let own = self[color]
    let plain = own & ~promoted
    let first = Int(color.rawValue) &* 81
    let pawns = self[.pawn] & plain
    var attacked = color == .black ? pawns &>> 1 : pawns &<< 1
    attacked |= tables.king[king(of: color)]
    for from in SquareSet(self[.lance] & plain) { attacked |= tables.lance(color, from, occupied) }
    for from in SquareSet(self[.knight] & plain) { attacked |= tables.knight[first &+ from] }
    for from in SquareSet(self[.silver] & plain) { attacked |= tables.silver[first &+ from] }
    for from in SquareSet(goldMovers & own) { attacked |= tables.gold[first &+ from] }
    for from in SquareSet(self[.bishop] & own) { attacked |= tables.bishop(from, occupied) }
    for from in SquareSet(self[.rook] & own) { attacked |= tables.rook(from, occupied) }
    for from in SquareSet(own & promoted & (self[.bishop] | self[.rook])) { attacked |= tables.king[from] }
    return attacked
  }
}
