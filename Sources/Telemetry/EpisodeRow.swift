import GRDB

/// A finished episode of self-play.
package struct EpisodeRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "episodes"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// The episode's number within the whole run.
  package var number: Int
  /// The number of training steps so far.
  package var step: Int
  /// The index of the environment in which it was played.
  package var environment: Int
  /// The undiscounted sum of its rewards; for games, the first player's outcome.
  package var `return`: Double
  /// The number of its moves.
  package var length: Int
  /// The time that the run has trained so far, in seconds.
  package var wall: Double

  package init(number: Int, step: Int, environment: Int, return: Double, length: Int, wall: Double) {
    self.number = number
    self.step = step
    self.environment = environment
    self.return = `return`
    self.length = length
    self.wall = wall
  }
}
