/// Where a run stands, as its checkpoint says beside the tensors.
package struct TrainingProgress: Sendable, Equatable {
  /// The number of updates so far.
  package var step: Int
  /// The run's seed.
  package var seed: UInt64
  /// What the run's random number generators need to go on, in the run's own notation.
  package var randomState: String
  /// The caller's own entries, such as the configuration.
  package var metadata: [String: String]

  package init(step: Int, seed: UInt64, randomState: String = "", metadata: [String: String] = [:]) {
    (self.step, self.seed, self.randomState, self.metadata) = (step, seed, randomState, metadata)
  }
}
