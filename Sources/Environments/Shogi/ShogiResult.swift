/// The result of a game of shogi.
package struct ShogiResult: Sendable, Equatable {
  /// The reason why a game is over.
  package enum Reason: String, Sendable, CaseIterable {
    case checkmate
    /// The player to move has no move, and loses.
    case stalemate
    /// A position occurred four times: a draw; in mini-shogi black loses.
    case repetition
    /// A position occurred four times, and one player, who loses, gave check with every move since the first
    /// occurrence.
    case perpetualCheck = "perpetual check"
    /// A king has entered the opponent's camp, and its player has enough points.
    case impasse
  }

  /// The winner; nil for a draw.
  package let winner: ShogiColor?
  /// The reason why the game is over.
  package let reason: Reason

  /// A result.
  package init(winner: ShogiColor?, reason: Reason) { (self.winner, self.reason) = (winner, reason) }
}
