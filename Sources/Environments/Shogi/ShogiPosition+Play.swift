extension ShogiPosition {
  /// The position after a legal move.
  @inline(__always)
  package func playing(_ move: ShogiMove) -> ShogiPosition {
    var next = self
    next.play(move)
    return next
  }

  /// Makes a move, which must be legal.
  @inline(__always)
  package mutating func play(_ move: ShogiMove) {
    let (origin, to, mover) = (move.origin, move.to, turn)
    let toBit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: to)
    turn = mover.opponent
    moveNumber &+= 1
    if let drop = move.drop {
      toggle(drop, mover, toBit)
      hold(drop, mover, -1)
      return
    }
    let fromBit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: origin)
    if self[turn] & toBit != 0 {
      let captured = kind(at: to)
      toggle(captured, turn, toBit)
      togglePromotion(promoted & toBit)
      hold(captured, mover)
    }
    toggle(kind(at: origin), mover, fromBit | toBit)
    if promoted & fromBit != 0 {
      togglePromotion(fromBit | toBit)
    } else if move.promotes {
      togglePromotion(toBit)
    }
  }
}
