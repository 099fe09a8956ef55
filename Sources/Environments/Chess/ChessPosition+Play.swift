extension ChessPosition {
  /// The position after a legal move.
  @inline(__always)
  package func playing(_ move: ChessMove) -> ChessPosition {
    var next = self
    next.play(move)
    return next
  }

  /// Makes a move, which must be legal.
  @inline(__always)
  package mutating func play(_ move: ChessMove) {
    let (from, to) = (move.from, move.to)
    let (fromBit, toBit): (UInt64, UInt64) = (1 &<< UInt64(from), 1 &<< UInt64(to))
    let (mover, other) = (turn, turn.opponent)
    let kind = kind(at: from)
    quietMoves &+= 1
    if self[other] & toBit != 0 {
      toggle(self.kind(at: to), other, toBit)
      quietMoves = 0
    }
    toggle(kind, mover, fromBit | toBit)
    let passed = passing
    passing = Self.noSquare
    turn = other
    if mover == .black { moveNumber &+= 1 }
    if castling != 0 { castling &= ~(Self.lostCastling(from) | Self.lostCastling(to)) }
    if kind == .pawn {
      quietMoves = 0
      if let promotion = move.promotion {
        toggle(.pawn, mover, toBit)
        toggle(promotion, mover, toBit)
      } else if to == Int(passed) {
        toggle(.pawn, other, 1 &<< UInt64(to ^ 8))
      } else if from ^ to == 16 {
        allowEnPassant(at: (from &+ to) &>> 1)
      }
    } else if kind == .king, (from &- to).magnitude == 2 {
      let rook = to > from ? (to &+ 1, to &- 1) : (to &- 2, to &+ 1)
      toggle(.rook, mover, 1 &<< UInt64(rook.0) | 1 &<< UInt64(rook.1))
    }
  }

  /// Notes the en passant square, if a legal move captures there.
  mutating func allowEnPassant(at square: Int) {
    let pawns = self[.pawn] & self[turn]
    let capturers = ChessTables.shared.pawn[Int(turn.opponent.rawValue) &<< 6 | square] & pawns
    if SquareSet(capturers).contains(where: { canCapture(inPassing: square, from: $0) }) {
      passing = UInt8(truncatingIfNeeded: square)
    }
  }

  /// The castling rights that are lost when a piece leaves or reaches a square.
  @inline(__always)
  private static func lostCastling(_ square: Int) -> UInt8 {
    switch square {
    case 0: 2
    case 4: 3
    case 7: 1
    case 56: 8
    case 60: 12
    case 63: 4
    default: 0
    }
  }
}
