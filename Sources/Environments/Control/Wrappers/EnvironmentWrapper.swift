/// An environment that wraps another one and changes a part of its behavior.
public protocol EnvironmentWrapper<Base>: Environment
where Action == Base.Action, Failure == Base.Failure {
  /// The type of the wrapped environment.
  associatedtype Base: Environment

  /// The wrapped environment.
  var base: Base { get }
}

extension EnvironmentWrapper {
  /// Calls the wrapped environment.
  public func prepare(_ action: Action) { base.prepare(action) }
  /// As the environment inside does.
  public func startPrepared() { base.startPrepared() }

  /// Whether the wrapped environment can be copied.
  public var isCopied: Bool { base.isCopied }

  /// The legal actions of the wrapped environment.
  public var legalActions: [Int]? { base.legalActions }

  /// The player to move in the wrapped environment.
  public var playerToMove: Int { base.playerToMove }

  /// The text of the wrapped environment.
  public var text: String { base.text }

  /// The wrapped environment's name of an action.
  public func name(of action: Int) -> String { base.name(of: action) }

  /// The wrapped environment's action of this name.
  public func action(named name: String) -> Int? { base.action(named: name) }
}

extension EnvironmentWrapper where Base: RenderedEnvironment {
  /// The wrapped environment's picture.
  public func render(width: Int, height: Int, channels: Int) -> [UInt8] {
    base.render(width: width, height: height, channels: channels)
  }
}

extension EnvironmentSpecification {
  /// The same specification with other observations or another limit on the length of episodes.
  func with(observations: Observations? = nil, longestEpisode: Int? = nil) -> EnvironmentSpecification {
    EnvironmentSpecification(
      name: name, observations: observations ?? self.observations, actions: actions, players: players,
      longestEpisode: longestEpisode ?? self.longestEpisode)
  }
}
