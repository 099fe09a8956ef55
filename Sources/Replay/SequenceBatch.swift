/// Chunks of episodes, time first, as PlaNet's loss takes them.
public struct SequenceBatch: Sendable, Equatable {
  /// How many chunks there are.
  public internal(set) var count = 0
  /// [L, chunks, observation...], in the environment's layout.
  public internal(set) var observation = ObservationBatch.numbers([])
  /// [L, chunks, dimensions]: that of row t led to observation t; 0 for a reset's.
  public internal(set) var previousAction: [Float] = []
  /// [L, chunks]: what came with observation t; 0 for a reset's.
  public internal(set) var reward: [Float] = []

  /// No chunks.
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
