/// Repeats each action several times, and sums the rewards (PlaNet, section 3: 8 times for cart-pole
/// swing-up). The end of the episode also ends the repetition.
public struct ActionRepeat<Base: Environment>: EnvironmentWrapper {
  /// The wrapped environment.
  public private(set) var base: Base
  /// The number of times that each action is taken.
  public let count: Int
  /// The wrapped environment's specification, with proportionally fewer actions per episode.
  public let specification: EnvironmentSpecification

  /// Repeats the actions of an environment of one player `count` times.
  public init(_ base: Base, count: Int) {
    precondition(count > 0, "actions taken \(count) times")
    precondition(base.specification.players == 1, "repeated moves in a game of two players")
    (self.base, self.count) = (base, count)
    let longest = base.specification.longestEpisode
    specification = base.specification.with(longestEpisode: longest.map { ($0 + count - 1) / count })
  }

  /// Begins an episode.
  public mutating func reset(seed: UInt64) throws(Base.Failure) -> Observation { try base.reset(seed: seed) }

  /// Takes the action `count` times, or until the episode ends. Returns the last observation.
  public mutating func step(_ action: Base.Action) throws(Base.Failure) -> EnvironmentStep {
    var step = try base.step(action)
    var reward = step.reward
    for _ in 1..<count where !step.isOver {
      step = try base.step(action)
      reward += step.reward
    }
    return EnvironmentStep(
      observation: step.observation, reward: reward, isTerminated: step.isTerminated,
      isTruncated: step.isTruncated)
  }
}

extension ActionRepeat: RenderedEnvironment where Base: RenderedEnvironment {}
