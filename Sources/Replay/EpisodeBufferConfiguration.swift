import Environments

/// What an episode buffer holds, and what is drawn from it.
public struct EpisodeBufferConfiguration: Sendable, Equatable {
  /// What is observed.
  public let observations: EnvironmentSpecification.Observations
  /// How many numbers an action has.
  public let dimensions: Int
  /// L: rows of a chunk.
  public let chunkLength: Int
  /// How many actions are held at most.
  public let maximumSteps: Int
  /// How much memory episodes may take; nil for any.
  public let maximumBytes: Int?
  /// How long a file of episodes grows before the next is begun.
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
