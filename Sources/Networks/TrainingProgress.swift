/// The progress of a run, stored in its checkpoint beside the tensors.
package struct TrainingProgress: Sendable, Equatable {
  /// The number of updates so far.
  package var step: Int
  /// The run's seed.
  package var seed: UInt64
  /// The state of the run's random number generators, in the run's own notation.
  package var randomState: String
  /// The caller's own entries, such as the configuration.
  package var metadata: [String: String]

  package init(step: Int, seed: UInt64, randomState: String = "", metadata: [String: String] = [:]) {
    (self.step, self.seed, self.randomState, self.metadata) = (step, seed, randomState, metadata)
  }
}
