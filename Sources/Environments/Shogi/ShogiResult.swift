/// How a game of shogi ended.
package struct ShogiResult: Sendable, Equatable {
  /// Why a game is over.
  package enum Reason: String, Sendable, CaseIterable {
    case checkmate
    /// A player who has no move loses.
    case stalemate
    /// A position occurred four times: a draw; in mini-shogi black loses.
    case repetition
    /// A position occurred four times, and one player gave check with every move since the first: he loses.
    case perpetualCheck = "perpetual check"
    /// The king's entry into the other camp, with points enough.
    case impasse
  }

  /// Who has won; nil for a draw.
  package let winner: ShogiColor?
  /// Why the game is over.
  package let reason: Reason

  /// A result.
  package init(winner: ShogiColor?, reason: Reason) { (self.winner, self.reason) = (winner, reason) }
}
