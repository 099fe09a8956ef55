import Environments

/// The configuration of an episode buffer.
public struct EpisodeBufferConfiguration: Sendable, Equatable {
  /// What is observed.
  public let observations: EnvironmentSpecification.Observations
  /// The number of dimensions of an action.
  public let dimensions: Int
  /// L, the number of rows of a chunk.
  public let chunkLength: Int
  /// The largest number of actions in the buffer.
  public let maximumSteps: Int
  /// The largest memory of the episodes in bytes; nil for no limit.
  public let maximumBytes: Int?
  /// The size in bytes at which a file of episodes is followed by a new one.
  public let segmentBytes: Int

  /// A buffer of episodes of an environment with continuous actions.
  public init(
    specification: EnvironmentSpecification, chunkLength: Int, maximumSteps: Int, maximumBytes: Int? = nil,
    segmentBytes: Int = 256 << 20
  ) {
    guard case .continuous(let low, _) = specification.actions else {
      preconditionFailure("a replay of \(specification.name), whose actions are discrete")
    }
    precondition(chunkLength >= 1, "chunks of \(chunkLength) rows; 1 is the least")
    precondition(maximumSteps >= 1, "a replay of \(maximumSteps) steps; 1 is the least")
    precondition(maximumBytes ?? 1 >= 1, "a replay of \(maximumBytes ?? 0) bytes; 1 is the least")
    precondition(segmentBytes >= 1, "files of \(segmentBytes) bytes; 1 is the least")
    observations = specification.observations
    dimensions = low.count
    self.chunkLength = chunkLength
    self.maximumSteps = maximumSteps
    self.maximumBytes = maximumBytes
    self.segmentBytes = segmentBytes
  }
}
