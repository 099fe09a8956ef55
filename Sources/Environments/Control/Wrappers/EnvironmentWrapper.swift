/// An environment around another, which it is but for what it changes.
public protocol EnvironmentWrapper<Base>: Environment
where Action == Base.Action, Failure == Base.Failure {
  /// What is wrapped.
  associatedtype Base: Environment

  /// The environment inside.
  var base: Base { get }
}

extension EnvironmentWrapper {
  /// The environment inside begins.
  public func prepare(_ action: Action) { base.prepare(action) }
  /// As the environment inside does.
  public func startPrepared() { base.startPrepared() }

  /// As the environment inside.
  public var isCopied: Bool { base.isCopied }

  /// Those of the environment inside.
  public var legalActions: [Int]? { base.legalActions }

  /// That of the environment inside.
  public var playerToMove: Int { base.playerToMove }

  /// That of the environment inside.
  public var text: String { base.text }

  /// What the environment inside calls it.
  public func name(of action: Int) -> String { base.name(of: action) }

  /// What the environment inside calls so.
  public func action(named name: String) -> Int? { base.action(named: name) }
}

extension EnvironmentWrapper where Base: RenderedEnvironment {
  /// What the environment inside looks like.
  public func render(width: Int, height: Int, channels: Int) -> [UInt8] {
    base.render(width: width, height: height, channels: channels)
  }
}

extension EnvironmentSpecification {
  /// The same, with other observations or another bound on the length of episodes.
  func with(observations: Observations? = nil, longestEpisode: Int? = nil) -> EnvironmentSpecification {
    EnvironmentSpecification(
      name: name, observations: observations ?? self.observations, actions: actions, players: players,
      longestEpisode: longestEpisode ?? self.longestEpisode)
  }
}
