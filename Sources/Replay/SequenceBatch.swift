/// Chunks of episodes with time as the first axis, as PlaNet's loss takes them.
public struct SequenceBatch: Sendable, Equatable {
  /// The number of chunks.
  public internal(set) var count = 0
  /// The observations in the environment's layout: [L, chunks, observation...].
  public internal(set) var observation = ObservationBatch.numbers([])
  /// The action that led to each observation, 0 for a reset: [L, chunks, dimensions].
  public internal(set) var previousAction: [Float] = []
  /// The reward of that action, 0 for a reset: [L, chunks].
  public internal(set) var reward: [Float] = []

  /// A batch without chunks.
  public init() {}

  /// Makes this a batch of `count` chunks, whose values are undefined.
  mutating func resize(to count: Int, _ configuration: EpisodeBufferConfiguration) {
    let rows = count * configuration.chunkLength
    self.count = count
    observation.resize(
      to: rows * configuration.observations.count, of: configuration.observations.element)
    if reward.count != rows { reward = [Float](repeating: 0, count: rows) }
    if previousAction.count != rows * configuration.dimensions {
      previousAction = [Float](repeating: 0, count: rows * configuration.dimensions)
    }
  }
}
