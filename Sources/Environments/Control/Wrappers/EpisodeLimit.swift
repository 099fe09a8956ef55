/// Cuts episodes off after a number of actions, where they have not ended before.
public struct EpisodeLimit<Base: Environment>: EnvironmentWrapper {
  /// The environment inside.
  public private(set) var base: Base
  /// That of the environment inside, with the limit where that is lower.
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

  /// Takes the action; the last that the limit allows is truncated.
  public mutating func step(_ action: Base.Action) throws(Base.Failure) -> EnvironmentStep {
    clock.checkIsRunning()
    return try clock.step(base.step(action))
  }
}

extension EpisodeLimit: RenderedEnvironment where Base: RenderedEnvironment {}
