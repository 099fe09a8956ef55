import GRDB

/// A metric's value after a training step.
package struct MetricRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "metrics"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// Training steps so far.
  package var step: Int
  /// Seconds that the run has trained so far, without the time between its sessions.
  package var wall: Double
  /// The metric, its group first: `loss/value`.
  package var name: String
  /// Not a number is kept as NULL.
  package var value: Double

  package init(step: Int, wall: Double, name: String, value: Double) {
    self.step = step
    self.wall = wall
    self.name = name
    self.value = value
  }

  package init(row: Row) {
    step = row["step"]
    wall = row["wall"]
    name = row["name"]
    value = row["value"] ?? .nan
  }
}
