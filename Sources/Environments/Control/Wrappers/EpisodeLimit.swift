/// Truncates episodes after a number of actions.
public struct EpisodeLimit<Base: Environment>: EnvironmentWrapper {
  /// The wrapped environment.
  public private(set) var base: Base
  /// The wrapped environment's specification, with this limit if it is lower.
  public let specification: EnvironmentSpecification
  private var clock: EpisodeClock

  /// Truncates the episodes of an environment after `limit` actions.
  public init(_ base: Base, limit: Int) {
    clock = EpisodeClock(limit: limit)
    self.base = base
    let longest = min(limit, base.specification.longestEpisode ?? limit)
    specification = base.specification.with(longestEpisode: longest)
  }

  /// Begins an episode.
  public mutating func reset(seed: UInt64) throws(Base.Failure) -> Observation {
    clock.begin()
    return try base.reset(seed: seed)
  }

  /// Takes the action. The last step that the limit allows is truncated.
  public mutating func step(_ action: Base.Action) throws(Base.Failure) -> EnvironmentStep {
    clock.checkIsRunning()
    return try clock.step(base.step(action))
  }
}

extension EpisodeLimit: RenderedEnvironment where Base: RenderedEnvironment {}
