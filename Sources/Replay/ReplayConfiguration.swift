import Environments

/// What a replay buffer holds, and how it is sampled.
public struct ReplayConfiguration: Sendable, Equatable {
  /// What is observed.
  public let observations: EnvironmentSpecification.Observations
  /// How many actions there are to choose from.
  public let actions: Int
  /// What an update learns from a position.
  public let targets: TargetConfiguration
  /// How many steps that can be sampled are held at most.
  public let maximumSteps: Int
  /// How much memory trajectories may take; nil for any.
  public let maximumBytes: Int?
  /// α: positions are drawn in proportion to priority^α; 0 draws all alike, as for games.
  public let priorityExponent: Double
  /// β: losses are weighted by (1 / (N · P))^β.
  public let weightExponent: Double
  /// What is added to a value's error to make a priority, so that none is 0 (Schaul et al. 2016, section 3.3).
  public let smallestPriority: Double
  /// What rows of batches are transformed by, each as likely; none where rows stay as they are.
  public let symmetries: [BoardSymmetry]
  /// How long a file of trajectories grows before the next is begun.
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
