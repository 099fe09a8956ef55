extension ShogiPosition {
  /// Checks, as far as possible, that a game can have led to this position. `text` names the source of the
  /// position in errors.
  ///
  /// Throws `NotationError` with what is wrong: the number of kings or other pieces, two pawns in a file, a piece that
  /// can never move, or a check that should have been answered.
  func check(in text: String) throws(NotationError) {
    for color in ShogiColor.allCases {
      let kings = (self[.king] & self[color]).nonzeroBitCount
      guard kings == 1 else { throw NotationError("\(color.name) has \(kings) kings in \(text): place one.") }
    }
    for kind in ShogiPieceKind.droppable {
      let count = self[kind].nonzeroBitCount + hand(of: .black)[kind] + hand(of: .white)[kind]
      guard count <= variant.count(of: kind) else {
        throw NotationError(
          "There are \(count) \(kind.name)s in \(text), on the board and in hand: \(variant.name) has \(variant.count(of: kind))."
        )
      }
    }
    for color in ShogiColor.allCases { try checkPlaces(of: color, in: text) }
    guard attackers(of: king(of: turn.opponent), by: turn, occupied: occupied) == 0 else {
      throw NotationError(
        "\(turn.opponent.name) is in check in \(text), but it is \(turn.name.lowercased())'s turn: change the player to move."
      )
    }
  }

  private func checkPlaces(of color: ShogiColor, in text: String) throws(NotationError) {
    let tables = ShogiTables.shared
    let plain = self[color] & ~promoted
    for file in 0..<9 {
      let pawns = self[.pawn] & plain & (0x1ff << UInt128(file * 9))
      guard pawns.nonzeroBitCount < 2 else {
        throw NotationError(
          "\(color.name) has two pawns in file \(file + 1) in \(text): leave one that is not promoted.")
      }
    }
    let stuck =
      (self[.pawn] | self[.lance]) & tables.mask(.last, variant, color)
      | self[.knight] & tables.mask(.lastTwo, variant, color)
    guard stuck & plain == 0 else {
      let square = (stuck & plain).trailingZeroBitCount
      throw NotationError(
        "\(color.name)'s \(kind(at: square).name) on \(ShogiSquare.name(square)) in \(text) could never move: promote it."
      )
    }
  }
}
