/// The result of a game of chess.
package struct ChessResult: Sendable, Equatable {
  /// The reason why a game is over.
  package enum Reason: String, Sendable, CaseIterable {
    case checkmate
    case stalemate
    /// Neither player has the pieces to mate with.
    case insufficientMaterial = "insufficient material"
    /// Each player has made 75 moves without a capture or a pawn's move.
    case seventyFiveMoves = "seventy-five moves"
    case fivefoldRepetition = "fivefold repetition"
    /// Each player has made 50 such moves: a draw if it is claimed.
    case fiftyMoves = "fifty moves"
    /// A position occurred three times: a draw if it is claimed.
    case threefoldRepetition = "threefold repetition"
  }

  /// The winner; nil for a draw.
  package let winner: ChessColor?
  /// The reason why the game is over.
  package let reason: Reason

  /// A result.
  package init(winner: ChessColor?, reason: Reason) { (self.winner, self.reason) = (winner, reason) }

  /// The score as in PGN: "1-0", "0-1" or "1/2-1/2".
  package var score: String { winner == nil ? "1/2-1/2" : winner == .white ? "1-0" : "0-1" }
}

extension ChessPosition {
  /// Whether neither player has the material to mate (as in python-chess): only kings, possibly with one
  /// knight, or with bishops that all stand on one color.
  package var hasInsufficientMaterial: Bool {
    isInsufficient(.white) && isInsufficient(.black)
  }

  private func isInsufficient(_ color: ChessColor) -> Bool {
    let (own, other) = (self[color], self[color.opponent])
    if own & (self[.pawn] | self[.rook] | self[.queen]) != 0 { return false }
    if own & self[.knight] != 0 {
      return own.nonzeroBitCount <= 2 && other & ~(self[.king] | self[.queen]) == 0
    }
    guard own & self[.bishop] != 0 else { return true }
    let dark: UInt64 = 0xaa55_aa55_aa55_aa55
    let isOneColor = self[.bishop] & dark == 0 || self[.bishop] & ~dark == 0
    return isOneColor && self[.pawn] | self[.knight] == 0
  }
}
