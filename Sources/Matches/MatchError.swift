/// A match that cannot begin or go on: what is wrong, and what to do.
package struct MatchError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// What a player did wrong, or failed to do, in a game, which it then has lost: a predicate, "plays e2e9, which is not
/// legal", say.
package struct PlayerFailure: Error, Equatable {
  package let predicate: String

  package init(_ predicate: String) { self.predicate = predicate }
}

/// The match was asked to end while a player was thinking.
package struct MatchInterruption: Error {
  package init() {}
}
