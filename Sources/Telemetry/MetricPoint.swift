import GRDB

/// A value at a step, or the mean over adjacent steps.
package struct MetricPoint: Codable, Equatable, Sendable, FetchableRecord {
  /// The number of training steps.
  package let step: Double
  /// The time that the run has trained so far, in seconds.
  package let wall: Double
  package let value: Double

  package init(step: Double, wall: Double, value: Double) {
    self.step = step
    self.wall = wall
    self.value = value
  }
}
