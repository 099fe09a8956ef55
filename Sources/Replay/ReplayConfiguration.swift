import Environments

/// The configuration of a replay buffer: what it holds, and how it is sampled.
public struct ReplayConfiguration: Sendable, Equatable {
  /// What is observed.
  public let observations: EnvironmentSpecification.Observations
  /// The number of actions to choose from.
  public let actions: Int
  /// What an update learns from a position.
  public let targets: TargetConfiguration
  /// The largest number of sampleable steps in the buffer.
  public let maximumSteps: Int
  /// The largest memory of the trajectories in bytes; nil for no limit.
  public let maximumBytes: Int?
  /// α: positions are sampled in proportion to priority^α. With 0 they are sampled uniformly, as for board
  /// games.
  public let priorityExponent: Double
  /// β: losses are weighted by (1 / (N · P))^β.
  public let weightExponent: Double
  /// The number that is added to a value error to make a priority, so that no priority is 0 (Schaul et al.
  /// 2016, section 3.3).
  public let smallestPriority: Double
  /// The symmetries by which rows of batches are transformed, each equally likely; empty to leave rows as
  /// they are.
  public let symmetries: [BoardSymmetry]
  /// The size in bytes at which a file of trajectories is followed by a new one.
  public let segmentBytes: Int

  /// A buffer of trajectories of an environment with discrete actions.
  public init(
    specification: EnvironmentSpecification, targets: TargetConfiguration, maximumSteps: Int,
    maximumBytes: Int? = nil, priorityExponent: Double = 1, weightExponent: Double = 1,
    smallestPriority: Double = 1e-3, symmetries: [BoardSymmetry] = [], segmentBytes: Int = 256 << 20
  ) {
    guard case .discrete(let count, _) = specification.actions else {
      preconditionFailure("a replay of \(specification.name), whose actions are continuous")
    }
    precondition(
      specification.players == targets.players,
      "targets of \(targets.players) players, where \(specification.name) has \(specification.players)")
    precondition(maximumSteps >= 1, "a replay of \(maximumSteps) steps; 1 is the least")
    precondition(maximumBytes ?? 1 >= 1, "a replay of \(maximumBytes ?? 0) bytes; 1 is the least")
    precondition(
      priorityExponent >= 0 && weightExponent >= 0 && smallestPriority > 0,
      "exponents \(priorityExponent), \(weightExponent) and a smallest priority of \(smallestPriority)")
    precondition(segmentBytes >= 1, "files of \(segmentBytes) bytes; 1 is the least")
    precondition(
      symmetries.isEmpty || !targets.actionPlanes, "symmetries of planes that stand for actions' numbers")
    observations = specification.observations
    actions = count
    self.targets = targets
    self.maximumSteps = maximumSteps
    self.maximumBytes = maximumBytes
    self.priorityExponent = priorityExponent
    self.weightExponent = weightExponent
    self.smallestPriority = smallestPriority
    self.symmetries = symmetries
    self.segmentBytes = segmentBytes
  }

  /// The stacking of observations for the network.
  package var stacking: ObservationStacking {
    ObservationStacking(observations: observations, actions: actions, targets: targets)
  }
}
