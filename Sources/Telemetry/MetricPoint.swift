import GRDB

/// A value at a step, or the mean over neighbouring steps.
package struct MetricPoint: Codable, Equatable, Sendable, FetchableRecord {
  /// Training steps.
  package let step: Double
  /// Seconds that the run has trained so far.
  package let wall: Double
  package let value: Double

  package init(step: Double, wall: Double, value: Double) {
    self.step = step
    self.wall = wall
    self.value = value
  }
}
