import GRDB

/// An episode of self-play that ended.
package struct EpisodeRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "episodes"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// Counted over the whole run.
  package var number: Int
  /// Training steps so far.
  package var step: Int
  /// Which of the environments in step it was played in.
  package var environment: Int
  /// The sum of its rewards, not discounted; for games the first player's outcome.
  package var `return`: Double
  /// Its moves.
  package var length: Int
  /// Seconds that the run has trained so far.
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
