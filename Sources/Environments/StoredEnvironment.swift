/// An environment whose episode can be stored, and gone on with in another process.
package protocol StoredEnvironment<Action>: Environment {
  /// All that the episode under way depends on; nil where that cannot be had.
  ///
  /// Throws where nothing can go on.
  func state() throws -> [UInt8]?

  /// Goes on with the episode that `state` was taken of; returns what was observed last.
  ///
  /// Throws `LostEpisode` where another may be begun, and anything else where none can be.
  mutating func restore(_ state: [UInt8]) throws -> Observation
}
