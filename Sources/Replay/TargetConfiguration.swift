/// What an update learns from a position (Schrittwieser et al. 2020, appendix G).
public struct TargetConfiguration: Sendable, Equatable {
  /// What steps behind an episode's own end teach. What comes behind a limit of time is unknown, and always dropped.
  public enum PastEnd: String, Sendable, Equatable, Codable {
    /// An absorbing state: reward 0, value 0 (or the outcome, where no rewards are learned), a uniform policy, random
    /// actions.
    case uniform
    /// Masked steps. The terminal state itself is kept, as its reward is that of the last action.
    case masked
  }

  /// K.
  public let unrollSteps: Int
  /// n: rewards before the value is taken from a search; nil for all to the episode's end, the outcome of a game.
  public private(set) var bootstrapSteps: Int?
  /// Of fresh values: after so many steps appended to the replay behind a trajectory's first, its n is one less, and so on
  /// down to 1; nil for never (Ye et al. 2021, off-policy correction).
  public let shorteningSteps: Int?
  /// Per step.
  public let discount: Double
  /// 1, or 2 whose rewards and values are each other's negatives.
  public let players: Int
  /// What steps behind an episode's end teach.
  public let pastEnd: PastEnd
  /// How many observations the network sees: a state's own and those before it. Those before the episode's first are
  /// zeros, as in AlphaZero.
  public let stackedObservations: Int
  /// Whether a plane a / A goes with every stacked observation, of the action that led to it (appendix E, Atari).
  public let actionPlanes: Bool
  /// Whether rewards are learned. Where they are not, as in games that are won or lost at their end, the outcome is the
  /// value of the terminal state and of all behind it, which is where a search that goes there finds it (appendix A:
  /// "the network is expected to always predict the same value").
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

  /// How many steps before a sampled one its observation needs.
  public var leadingSteps: Int { stackedObservations - (actionPlanes ? 0 : 1) }

  /// How many steps behind a sampled one its targets need; nil for all of the episode's.
  public var trailingSteps: Int? { bootstrapSteps.map { unrollSteps + $0 - 1 } }
}
