import GRDB

/// A metric's value after a training step.
package struct MetricRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "metrics"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// The number of training steps so far.
  package var step: Int
  /// The time that the run has trained so far, in seconds, without the time between its sessions.
  package var wall: Double
  /// The name of the metric, beginning with its group, such as `loss/value`.
  package var name: String
  /// The value; NaN is stored as NULL.
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
