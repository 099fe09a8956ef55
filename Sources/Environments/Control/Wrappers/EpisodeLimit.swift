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

extension EpisodeLimit: StoredEnvironment where Base: StoredEnvironment {
  /// The wrapped environment's state. The number of actions is not in it.
  package func state() throws -> [UInt8]? { try base.state() }

  package mutating func restore(_ state: [UInt8], after steps: Int) throws -> Observation {
    clock.begin(after: steps)
    return try base.restore(state, after: steps)
  }
}

extension Environment {
  /// The environment with episodes of at most `limit` actions, which are truncated then. Where `limit` is nil, one that
  /// states no limit of its own has episodes of at most `standard` actions.
  ///
  /// Throws `EnvironmentError` if the limit is less than one action.
  package func limited(
    to limit: Int?, standard: Int? = nil
  ) throws(EnvironmentError) -> any Environment<Action> {
    guard let limit = limit ?? (specification.longestEpisode == nil ? standard : nil) else { return self }
    guard limit > 0 else {
      throw EnvironmentError("Episodes cannot have at most \(limit) steps: choose 1 or more.")
    }
    return EpisodeLimit(self, limit: limit)
  }
}
