/// What a player did wrong, or failed to do, in a game, which it then has lost: a predicate, "plays e2e9, which is not
/// legal", say.
package struct PlayerFailure: Error, Equatable {
  package let predicate: String
  /// Whether it made a move that is none, or is not legal.
  package let isIllegalMove: Bool

  package init(_ predicate: String, isIllegalMove: Bool = false) {
    (self.predicate, self.isIllegalMove) = (predicate, isIllegalMove)
  }
}
