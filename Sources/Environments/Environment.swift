/// A task or a game that an agent acts in, one step at a time (after Gymnasium; for games after PettingZoo).
///
/// An episode is determined by its seed and the actions since: a copy continues from the original's state,
/// and the same actions after the same seed give the same episode on every machine. Environments in processes
/// of their own may break both promises.
public protocol Environment<Action>: Sendable {
  /// `Int` for discrete actions, `[Float]` for continuous ones.
  associatedtype Action: Sendable

  /// The errors that can end an episode: none, unless the environment runs in a process of its own.
  associatedtype Failure: Error = Never

  /// The specification, which never changes.
  var specification: EnvironmentSpecification { get }

  /// Begins an episode, and returns its first observation.
  ///
  /// Throws `LostEpisode` if another episode can be begun, and any other error if none can.
  mutating func reset(seed: UInt64) throws(Failure) -> Observation

  /// Lets the environment begin to take the action with which the next `step` is called, if several
  /// environments can work at the same time. Calling it is optional.
  func prepare(_ action: Action)

  /// Lets all environments that were prepared, and live where this one does, begin their steps, without waiting for them.
  /// It may be left out.
  func startPrepared()

  /// Takes an action, which must be one of the specification's and, where `legalActions` lists some, one of those. An
  /// episode that is over must be reset first.
  ///
  /// Throws `LostEpisode` if the episode cannot go on but another can be begun, and any other error if none
  /// can.
  mutating func step(_ action: Action) throws(Failure) -> EnvironmentStep

  /// Whether a copy continues independently of the original.
  var isCopied: Bool { get }

  /// The legal actions, in ascending order; nil if all are legal. Not to be called when the episode is over.
  var legalActions: [Int]? { get }

  /// The player to move: 0, or 1 for the second of two players.
  var playerToMove: Int { get }

  /// A text that shows the state to a person: several lines, without a line feed after the last.
  var text: String { get }

  /// The name of a discrete action for people, such as "d4".
  func name(of action: Int) -> String

  /// The discrete action of this name, whether it is legal now or not; nil if there is none.
  func action(named name: String) -> Int?
}

extension Environment {
  /// Does nothing: all work is done by `step`.
  public func prepare(_ action: Action) {}

  /// Nothing: all is done by `step`.
  public func startPrepared() {}

  /// As values are.
  public var isCopied: Bool { true }

  /// Nil: all actions are always legal.
  public var legalActions: [Int]? { nil }

  /// The only player.
  public var playerToMove: Int { 0 }

  /// The action's number.
  public func name(of action: Int) -> String { String(action) }

  /// The action of that number.
  public func action(named name: String) -> Int? {
    guard case .discrete(let count, _) = specification.actions else { return nil }
    return Int(name).flatMap { (0..<count).contains($0) ? $0 : nil }
  }
}

/// An environment's response to an action.
public struct EnvironmentStep: Sendable, Equatable {
  /// The observation of the next state, seen by the player who acts next.
  public let observation: Observation
  /// The reward of the action for the player who took it.
  public let reward: Float
  /// Whether the episode has ended by itself, so that there are no further rewards.
  public let isTerminated: Bool
  /// Whether the episode was cut off by a time limit and would have gone on.
  public let isTruncated: Bool

  /// A response. An episode that is neither terminated nor truncated goes on.
  public init(observation: Observation, reward: Float, isTerminated: Bool, isTruncated: Bool = false) {
    self.observation = observation
    self.reward = reward
    self.isTerminated = isTerminated
    self.isTruncated = isTruncated
  }

  /// Whether the environment must be reset before the next action.
  public var isOver: Bool { isTerminated || isTruncated }
}
