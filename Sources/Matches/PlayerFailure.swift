/// What a player did wrong, or failed to do, in a game, which it then has lost: a predicate, "plays e2e9, which is not
/// legal", say.
package struct PlayerFailure: Error, Equatable {
  package let predicate: String

  package init(_ predicate: String) { self.predicate = predicate }
}
