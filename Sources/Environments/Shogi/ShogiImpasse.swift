/// The points by which a player whose king has entered the opponent's camp may end the game (入玉宣言法).
///
/// To declare, a player must be to move and not in check, with the king and ten other pieces or more in the last three
/// ranks. Those ten and more and the pieces in hand count: five points for rooks and bishops, one for others, none for
/// the king. Mini-shogi knows no impasse.
package enum ShogiImpasse: String, Sendable, CaseIterable {
  /// Amateurs and computers: black wins with 28 points, white with 27.
  case points27
  /// The Japan Shogi Association's professionals, since 2019: 31 points win, 24 to 30 draw.
  case points24

  /// The result of a declaration for the player who makes it.
  package enum Declaration: Sendable {
    case win
    case draw
  }

  /// The result of a declaration by the player to move; nil if none is allowed.
  package func declaration(in position: ShogiPosition) -> Declaration? {
    guard let points = position.impassePoints else { return nil }
    switch self {
    case .points27: return points >= (position.turn == .black ? 28 : 27) ? .win : nil
    case .points24: return points >= 31 ? .win : points >= 24 ? .draw : nil
    }
  }
}

extension ShogiPosition {
  /// The points of the player to move; nil where the king or fewer than ten others are in the camp, or in check.
  var impassePoints: Int? {
    let camp = ShogiTables.shared.mask(.promotion, variant, turn)
    let inCamp = self[turn] & camp & ~self[.king]
    guard variant == .standard, camp >> UInt128(king(of: turn)) & 1 != 0, inCamp.nonzeroBitCount >= 10 else {
      return nil
    }
    guard !isCheck else { return nil }
    let hand = hand(of: turn)
    let held = ShogiPieceKind.droppable.reduce(0) { $0 + hand[$1] }
    let large = ((self[.rook] | self[.bishop]) & inCamp).nonzeroBitCount + hand[.rook] + hand[.bishop]
    return inCamp.nonzeroBitCount + held + 4 * large
  }
}
