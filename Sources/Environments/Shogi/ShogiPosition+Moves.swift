extension ShogiPosition {
  /// The legal moves, including those without promotion if a piece may but need not be promoted.
  package var legalMoves: ShogiMoveList {
    var moves = ShogiMoveList()
    generate(into: &moves)
    return moves
  }

  /// The number of legal moves, counted without listing them.
  package var legalMoveCount: Int {
    var counter = ShogiMoveCounter()
    generate(into: &counter)
    return counter.count
  }

  /// Whether a move is legal.
  package func isLegal(_ move: ShogiMove) -> Bool { legalMoves.contains(move) }

  /// Generates the legal moves. Moves that would leave the own king attacked are excluded in advance, not
  /// tried.
  @inline(__always)
  func generate<Sink: ShogiMoveSink>(into sink: inout Sink) {
    let tables = ShogiTables.shared
    let (own, other) = (self[turn], self[turn.opponent])
    let occupied = own | other
    let king = king(of: turn)
    let kingBit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: king)
    let board = tables.mask(.board, variant, turn)
    let attacked = attacks(by: turn.opponent, occupied: occupied ^ kingBit, tables)
    sink.add(origin: king, to: tables.king[king] & ~own & ~attacked & board, bits: 0)

    // Where a move may end: anywhere, or where it ends a check. Drops may end on the empty squares among them.
    var targets = ~own & board
    if attacked & kingBit != 0 {
      let checkers = attackers(of: king, by: turn.opponent, occupied: occupied)
      guard checkers & (checkers &- 1) == 0 else { return }
      targets = checkers | tables.between(king, checkers.trailingZeroBitCount)
    }
    let moves = MoveTargets(self, tables, king: king, own: own, other: other, targets: targets)
    generateSteps(moves, into: &sink)
    generateSlides(moves, occupied, into: &sink)
    if !hand(of: turn).isEmpty { generateDrops(moves, to: targets & ~occupied, into: &sink) }
  }

  /// The squares that restrict the moves of a position.
  private struct MoveTargets {
    let tables: ShogiTables
    let king: Int
    let own: UInt128
    let targets: UInt128
    /// The pinned pieces: those that alone stand between the own king and an attacker.
    let pinned: UInt128
    /// The promotion zone, and the last ranks from which some pieces could never move.
    let zone, last, lastTwo: UInt128

    @inline(__always)
    init(
      _ position: ShogiPosition, _ tables: ShogiTables, king: Int, own: UInt128, other: UInt128,
      targets: UInt128
    ) {
      let (variant, turn) = (position.variant, position.turn)
      (self.tables, self.king, self.own, self.targets) = (tables, king, own, targets)
      zone = tables.mask(.promotion, variant, turn)
      last = tables.mask(.last, variant, turn)
      lastTwo = tables.mask(.lastTwo, variant, turn)
      let pinners =
        (tables.rook(king, other) & position[.rook] | tables.bishop(king, other) & position[.bishop]
          | tables.lance(turn, king, other) & position[.lance] & ~position.promoted) & other
      var pinned: UInt128 = 0
      for pinner in SquareSet(pinners) {
        let blockers = tables.between(king, pinner) & own
        if blockers & (blockers &- 1) == 0 { pinned |= blockers }
      }
      self.pinned = pinned
    }

    /// The squares where a piece may go.
    @inline(__always)
    func from(_ square: Int) -> UInt128 {
      pinned &>> UInt128(truncatingIfNeeded: square) & 1 == 0 ? targets : targets & tables.line(king, square)
    }
  }

  /// Adds the moves of a piece that can be promoted, with promotion and without; the latter not to squares
  /// from which it could never move.
  @inline(__always)
  private func add(
    _ from: Int, to targets: UInt128, stuck: UInt128, _ moves: MoveTargets,
    into sink: inout some ShogiMoveSink
  ) {
    let isInZone = moves.zone &>> UInt128(truncatingIfNeeded: from) & 1 != 0
    sink.add(origin: from, to: targets & ~stuck, bits: 0)
    sink.add(origin: from, to: isInZone ? targets : targets & moves.zone, bits: ShogiMove.promotion)
  }

  @inline(__always)
  private func generateSteps(_ moves: MoveTargets, into sink: inout some ShogiMoveSink) {
    let (tables, first) = (moves.tables, Int(turn.rawValue) &* 81)
    let plain = moves.own & ~promoted
    let pawns = self[.pawn] & plain
    generatePawns(pawns & ~moves.pinned, to: moves.targets, moves, into: &sink)
    let pinnedPawns = pawns & moves.pinned
    if pinnedPawns != 0 {
      for from in SquareSet(pinnedPawns) {
        let pawn: UInt128 = 1 &<< UInt128(truncatingIfNeeded: from)
        generatePawns(pawn, to: moves.from(from), moves, into: &sink)
      }
    }
    // A pinned knight has no move.
    for from in SquareSet(self[.knight] & plain & ~moves.pinned) {
      add(from, to: tables.knight[first &+ from] & moves.targets, stuck: moves.lastTwo, moves, into: &sink)
    }
    for from in SquareSet(self[.silver] & plain) {
      add(from, to: tables.silver[first &+ from] & moves.from(from), stuck: 0, moves, into: &sink)
    }
    for from in SquareSet(goldMovers & moves.own) {
      sink.add(origin: from, to: tables.gold[first &+ from] & moves.from(from), bits: 0)
    }
  }

  @inline(__always)
  private func generatePawns(
    _ pawns: UInt128, to targets: UInt128, _ moves: MoveTargets, into sink: inout some ShogiMoveSink
  ) {
    let (ahead, step) = turn == .black ? (pawns &>> 1, -1) : (pawns &<< 1, 1)
    sink.addPawns(to: ahead & targets & ~moves.last, step: step, bits: 0)
    sink.addPawns(to: ahead & targets & moves.zone, step: step, bits: ShogiMove.promotion)
  }

  @inline(__always)
  private func generateSlides(
    _ moves: MoveTargets, _ occupied: UInt128, into sink: inout some ShogiMoveSink
  ) {
    let (tables, own) = (moves.tables, moves.own)
    for from in SquareSet(self[.lance] & own & ~promoted) {
      add(
        from, to: tables.lance(turn, from, occupied) & moves.from(from), stuck: moves.last, moves, into: &sink
      )
    }
    for from in SquareSet(self[.bishop] & own) {
      let targets = tables.bishop(from, occupied)
      addSlides(from, targets, moves, into: &sink)
    }
    for from in SquareSet(self[.rook] & own) {
      let targets = tables.rook(from, occupied)
      addSlides(from, targets, moves, into: &sink)
    }
  }

  /// Adds the moves of a bishop or a rook, which also moves like a king once it is promoted.
  @inline(__always)
  private func addSlides(
    _ from: Int, _ targets: UInt128, _ moves: MoveTargets, into sink: inout some ShogiMoveSink
  ) {
    if promoted &>> UInt128(truncatingIfNeeded: from) & 1 != 0 {
      sink.add(origin: from, to: (targets | moves.tables.king[from]) & moves.from(from), bits: 0)
    } else {
      add(from, to: targets & moves.from(from), stuck: 0, moves, into: &sink)
    }
  }
}

extension ShogiPosition {
  @inline(__always)
  private func generateDrops(
    _ moves: MoveTargets, to targets: UInt128, into sink: inout some ShogiMoveSink
  ) {
    let hand = hand(of: turn)
    if hand[.pawn] > 0 {
      let squares = pawnDrops(to: targets & ~moves.last, own: moves.own)
      sink.add(origin: 81, to: squares, bits: 0)
    }
    if hand[.lance] > 0 { drop(.lance, to: targets & ~moves.last, into: &sink) }
    if hand[.knight] > 0 { drop(.knight, to: targets & ~moves.lastTwo, into: &sink) }
    if hand[.silver] > 0 { drop(.silver, to: targets, into: &sink) }
    if hand[.gold] > 0 { drop(.gold, to: targets, into: &sink) }
    if hand[.bishop] > 0 { drop(.bishop, to: targets, into: &sink) }
    if hand[.rook] > 0 { drop(.rook, to: targets, into: &sink) }
  }

  @inline(__always)
  private func drop(_ kind: ShogiPieceKind, to targets: UInt128, into sink: inout some ShogiMoveSink) {
    sink.add(origin: 81 &+ Int(kind.rawValue), to: targets, bits: 0)
  }

  /// The squares where a pawn may be dropped: in files without an own pawn, and not to give mate.
  @inline(__always)
  private func pawnDrops(to targets: UInt128, own: UInt128) -> UInt128 {
    // Each file has nine bits: 256 minus the pawn's bit keeps bit 8 only if there is no pawn, and 512 − 1
    // fills the file.
    let bottoms = Self.bottoms
    let free = (bottoms &- (self[.pawn] & own & ~promoted)) & bottoms
    var squares = targets & ((free &<< 1) &- (free &>> 8))
    let ahead = ShogiTables.shared.pawn[Int(turn.opponent.rawValue) &* 81 &+ king(of: turn.opponent)]
    if squares & ahead != 0, matesByPawnDrop(at: ahead) { squares &= ~ahead }
    return squares
  }

  /// The ninth rank.
  private static var bottoms: UInt128 { 0x1_0080_4020_1008_0402_0100 }

  /// Whether a pawn in front of the opponent's king gives mate. No drop can answer such a check, so the
  /// recursion ends here.
  private func matesByPawnDrop(at square: UInt128) -> Bool {
    playing(ShogiMove(drop: .pawn, to: square.trailingZeroBitCount)).legalMoveCount == 0
  }
}
