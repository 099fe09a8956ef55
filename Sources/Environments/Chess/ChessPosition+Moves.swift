extension ChessPosition {
  /// The legal moves.
  package var legalMoves: ChessMoveList {
    var moves = ChessMoveList()
    generate(into: &moves)
    return moves
  }

  /// The number of legal moves, counted without listing them.
  package var legalMoveCount: Int {
    var counter = ChessMoveCounter()
    generate(into: &counter)
    return counter.count
  }

  /// Whether a move is legal.
  package func isLegal(_ move: ChessMove) -> Bool { legalMoves.contains(move) }

  /// Generates the legal moves. Moves that would leave the own king attacked are excluded in advance, not
  /// tried.
  @inline(__always)
  func generate(into sink: inout some ChessMoveSink) {
    let tables = ChessTables.shared
    let (own, other) = (self[turn], self[turn.opponent])
    let occupied = own | other
    let king = king(of: turn)
    let kingBit: UInt64 = 1 &<< UInt64(king)
    let attacked = attacks(by: turn.opponent, occupied: occupied ^ kingBit, tables)
    sink.add(from: king, to: tables.king[king] & ~own & ~attacked & variant.board)

    // The squares where a move may end: any, or those that end a check.
    var targets = ~own & variant.board
    if attacked & kingBit != 0 {
      let checkers = attackers(of: king, by: turn.opponent, occupied: occupied)
      guard checkers & (checkers &- 1) == 0 else { return }
      targets = checkers | tables.between(king, checkers.trailingZeroBitCount)
    }
    let pinned = pinnedPieces(king, own: own, other: other, tables)

    for from in SquareSet(self[.knight] & own & ~pinned) {
      sink.add(from: from, to: tables.knight[from] & targets)
    }
    for from in SquareSet((self[.bishop] | self[.queen]) & own) {
      let free = pinned &>> UInt64(from) & 1 == 0 ? targets : targets & tables.line(king, from)
      sink.add(from: from, to: tables.bishop(from, occupied) & free)
    }
    for from in SquareSet((self[.rook] | self[.queen]) & own) {
      let free = pinned &>> UInt64(from) & 1 == 0 ? targets : targets & tables.line(king, from)
      sink.add(from: from, to: tables.rook(from, occupied) & free)
    }

    let pawns = self[.pawn] & own
    generatePawns(pawns & ~pinned, to: targets, into: &sink)
    for from in SquareSet(pawns & pinned) {
      generatePawns(1 &<< UInt64(from), to: targets & tables.line(king, from), into: &sink)
    }
    if passing != Self.noSquare { generateEnPassant(pawns, tables, into: &sink) }
    if castling != 0, attacked & kingBit == 0 { generateCastling(occupied, attacked: attacked, into: &sink) }
  }

  /// The pinned pieces: those that alone stand between the own king and an attacker.
  @inline(__always)
  private func pinnedPieces(_ king: Int, own: UInt64, other: UInt64, _ tables: ChessTables) -> UInt64 {
    let pinners =
      (tables.rook(king, other) & (self[.rook] | self[.queen])
        | tables.bishop(king, other) & (self[.bishop] | self[.queen])) & other
    var pinned: UInt64 = 0
    for pinner in SquareSet(pinners) {
      let blockers = tables.between(king, pinner) & own
      if blockers & (blockers &- 1) == 0 { pinned |= blockers }
    }
    return pinned
  }

  @inline(__always)
  private func generatePawns(_ pawns: UInt64, to targets: UInt64, into sink: inout some ChessMoveSink) {
    let (empty, enemies) = (~occupied, self[turn.opponent] & targets)
    let (right, left) = (pawns & ~Self.fileH, pawns & ~Self.fileA)
    let lastRanks = variant.lastRanks
    let isWhite = turn == .white
    let one = (isWhite ? pawns &<< 8 : pawns &>> 8) & empty
    let doubled = one & variant.doubleStepRank(of: turn)
    let two = (isWhite ? doubled &<< 8 : doubled &>> 8) & empty & targets
    let single = one & targets
    let rightward = (isWhite ? right &<< 9 : right &>> 7) & enemies
    let leftward = (isWhite ? left &<< 7 : left &>> 9) & enemies
    sink.addPawns(to: single & ~lastRanks, step: isWhite ? 8 : -8)
    sink.addPawns(to: two, step: isWhite ? 16 : -16)
    sink.addPawns(to: rightward & ~lastRanks, step: isWhite ? 9 : -7)
    sink.addPawns(to: leftward & ~lastRanks, step: isWhite ? 7 : -9)
    guard (single | rightward | leftward) & lastRanks != 0 else { return }
    sink.addPromotions(to: single & lastRanks, step: isWhite ? 8 : -8)
    sink.addPromotions(to: rightward & lastRanks, step: isWhite ? 9 : -7)
    sink.addPromotions(to: leftward & lastRanks, step: isWhite ? 7 : -9)
  }

  /// Generates en passant captures. Each is tried, because two pawns leave their squares.
  private func generateEnPassant(_ pawns: UInt64, _ tables: ChessTables, into sink: inout some ChessMoveSink)
  {
    let capturers = tables.pawn[Int(turn.opponent.rawValue) &<< 6 | Int(passing)] & pawns
    for from in SquareSet(capturers) where canCapture(inPassing: Int(passing), from: from) {
      sink.add(from: from, to: 1 &<< UInt64(passing))
    }
  }

  /// Whether the king of the player to move is safe after an en passant capture.
  func canCapture(inPassing square: Int, from: Int) -> Bool {
    let captured = square ^ 8
    let after = occupied ^ (1 << UInt64(from) | 1 << UInt64(captured) | 1 << UInt64(square))
    let attackers = attackers(of: king(of: turn), by: turn.opponent, occupied: after)
    return attackers & ~(1 << UInt64(captured)) == 0
  }

  @inline(__always)
  private func generateCastling(_ occupied: UInt64, attacked: UInt64, into sink: inout some ChessMoveSink) {
    let shift: UInt64 = turn == .white ? 0 : 56
    let rights = turn == .white ? castling : castling >> 2
    let (blocked, unsafe) = (occupied &>> shift, attacked &>> shift)
    let king = Int(shift) &+ 4
    if rights & 1 != 0, blocked & 0x60 == 0, unsafe & 0x60 == 0 {
      sink.add(from: king, to: 1 &<< UInt64(king &+ 2))
    }
    if rights & 2 != 0, blocked & 0x0e == 0, unsafe & 0x0c == 0 {
      sink.add(from: king, to: 1 &<< UInt64(king &- 2))
    }
  }
}
