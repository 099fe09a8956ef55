/// The targets that an update learns from a position (Schrittwieser et al. 2020, appendix G).
public struct TargetConfiguration: Sendable, Equatable {
  /// The targets of steps behind a terminal state. Steps behind a time limit are unknown, and always masked.
  public enum PastEnd: String, Sendable, Equatable, Codable {
    /// An absorbing state: reward 0, value 0 (or the outcome, if rewards are not learned), a uniform policy,
    /// and random actions.
    case uniform
    /// Masked steps. The terminal state itself is kept, as its reward is that of the last action.
    case masked
  }

  /// K, the number of unrolled steps.
  public let unrollSteps: Int
  /// n, the number of rewards before the bootstrap value; nil to sum all rewards to the episode's end, which
  /// is the outcome of a game.
  public private(set) var bootstrapSteps: Int?
  /// The age, in steps appended to the replay since a trajectory's first, by which the n of its fresh values
  /// becomes one smaller, down to 1 (Ye et al. 2021, off-policy correction); nil to keep n.
  public let shorteningSteps: Int?
  /// The discount per step.
  public let discount: Double
  /// The number of players: 1, or 2 whose rewards and values are each other's negatives.
  public let players: Int
  /// What steps behind an episode's end teach.
  public let pastEnd: PastEnd
  /// The number of observations that the network sees: the state's own and those before it. Observations
  /// before the episode's first are zeros, as in AlphaZero.
  public let stackedObservations: Int
  /// Whether every stacked observation has an action plane a / A of the action that led to it (appendix E,
  /// Atari).
  public let actionPlanes: Bool
  /// Whether rewards are learned. If not, as in games that are won or lost at their end, the outcome is the
  /// value of the terminal state and of all steps behind it, where a search that continues past the end finds
  /// it (appendix A: "the network is expected to always predict the same value").
  public let learnsRewards: Bool

  /// Targets of `players` players; see the properties.
  public init(
    unrollSteps: Int = 5, bootstrapSteps: Int?, shorteningSteps: Int? = nil, discount: Double,
    players: Int = 1, pastEnd: PastEnd = .uniform,
    stackedObservations: Int = 1, actionPlanes: Bool = false, learnsRewards: Bool = true
  ) {
    precondition(unrollSteps >= 1, "an unroll of \(unrollSteps) steps; 1 is the least")
    precondition(bootstrapSteps ?? 1 >= 1, "a bootstrap behind \(bootstrapSteps ?? 0) steps; 1 is the least")
    precondition(
      shorteningSteps ?? 1 >= 1, "an n that is less after \(shorteningSteps ?? 0) steps; 1 is the least")
    precondition(discount > 0 && discount <= 1, "a discount of \(discount); it must be above 0 and at most 1")
    precondition(players == 1 || players == 2, "\(players) players, where 1 or 2 can play")
    precondition(stackedObservations >= 1, "\(stackedObservations) stacked observations; 1 is the least")
    self.unrollSteps = unrollSteps
    self.bootstrapSteps = bootstrapSteps
    self.shorteningSteps = shorteningSteps
    self.discount = discount
    self.players = players
    self.pastEnd = pastEnd
    self.stackedObservations = stackedObservations
    self.actionPlanes = actionPlanes
    self.learnsRewards = learnsRewards
  }

  /// The configuration for fresh values of a trajectory of which `age` steps have been appended since its
  /// first.
  func shortened(age: Int) -> TargetConfiguration {
    guard let bootstrapSteps, let shorteningSteps else { return self }
    var targets = self
    targets.bootstrapSteps = max(1, bootstrapSteps - age / shorteningSteps)
    return targets
  }

  /// The number of steps before a sampled one that its stacked observation needs.
  public var leadingSteps: Int { stackedObservations - (actionPlanes ? 0 : 1) }

  /// The number of steps behind a sampled one that its targets need; nil if they need all steps of the
  /// episode.
  public var trailingSteps: Int? { bootstrapSteps.map { unrollSteps + $0 - 1 } }
}
