/// The failure by which a player has lost a game: what it did wrong or failed to do, as a predicate such as
/// "plays e2e9, which is not legal".
package struct PlayerFailure: Error, Equatable {
  package let predicate: String
  /// Whether it made a move that does not exist or is not legal.
  package let isIllegalMove: Bool

  package init(_ predicate: String, isIllegalMove: Bool = false) {
    (self.predicate, self.isIllegalMove) = (predicate, isIllegalMove)
  }
}
