/// The rows that a tick adds to the metrics.
package struct MetricsBatch: Sendable {
  package var metrics: [MetricRow] = []
  package var episodes: [EpisodeRow] = []
  package var evaluations: [EvaluationRow] = []

  package init() {}

  package var isEmpty: Bool { metrics.isEmpty && episodes.isEmpty && evaluations.isEmpty }

  /// Adds a metric's value.
  package mutating func add(_ name: String, _ value: Double, step: Int, wall: Double) {
    metrics.append(MetricRow(step: step, wall: wall, name: name, value: value))
  }
}
