/// A task or a game that an agent acts in, one step at a time (after Gymnasium; for games after PettingZoo).
///
/// An episode is a function of the seed that began it and of the actions since: a copy goes on from where it was copied,
/// and the same actions from the same seed give the same episode on every machine. Environments in processes of their own
/// may keep neither promise.
public protocol Environment<Action>: Sendable {
  /// `Int` where there is a choice of actions, `[Float]` where they are continuous.
  associatedtype Action: Sendable

  /// What can keep an episode from going on: nothing, but where the environment lives in a process of its own.
  associatedtype Failure: Error = Never

  /// The same from the first episode to the last.
  var specification: EnvironmentSpecification { get }

  /// Begins an episode, and returns its first observation.
  ///
  /// Throws `LostEpisode` where another may be begun, and anything else where none can be.
  mutating func reset(seed: UInt64) throws(Failure) -> Observation

  /// Lets the environment begin to take the action that the next `step` is called with, where it can do so while others
  /// do. It may be left out.
  func prepare(_ action: Action)

  /// Lets all environments that were prepared, and live where this one does, begin their steps, without waiting for them.
  /// It may be left out.
  func startPrepared()

  /// Takes an action, which must be one of the specification's and, where `legalActions` lists some, one of those. An
  /// episode that is over must be reset first.
  ///
  /// Throws `LostEpisode` where the episode cannot go on but another may be begun, and anything else where none can be.
  mutating func step(_ action: Action) throws(Failure) -> EnvironmentStep

  /// Whether a copy goes on from where it was copied, and not the original with it.
  var isCopied: Bool { get }

  /// The actions that can be taken now, in ascending order; nil for all. Not asked for when an episode is over.
  var legalActions: [Int]? { get }

  /// Who acts next: 0, or 1 for the second of two players.
  var playerToMove: Int { get }

  /// What a person is shown: several lines, without a line feed behind the last.
  var text: String { get }

  /// What a person calls a discrete action: "d4", say.
  func name(of action: Int) -> String

  /// The discrete action that a person calls `name`, whether it is legal now or not; nil where none is.
  func action(named name: String) -> Int?
}

extension Environment {
  /// Nothing: all is done by `step`.
  public func prepare(_ action: Action) {}

  /// Nothing: all is done by `step`.
  public func startPrepared() {}

  /// As values are.
  public var isCopied: Bool { true }

  /// All actions, always.
  public var legalActions: [Int]? { nil }

  /// The one player.
  public var playerToMove: Int { 0 }

  /// The action's number.
  public func name(of action: Int) -> String { String(action) }

  /// The action of that number.
  public func action(named name: String) -> Int? {
    guard case .discrete(let count, _) = specification.actions else { return nil }
    return Int(name).flatMap { (0..<count).contains($0) ? $0 : nil }
  }
}

/// What an environment answers to an action.
public struct EnvironmentStep: Sendable, Equatable {
  /// Of the state that the action led to, seen by the player who acts next.
  public let observation: Observation
  /// What the action brought the player who took it.
  public let reward: Float
  /// The episode ended in the task's own terms: there is nothing to come.
  public let isTerminated: Bool
  /// The episode was cut off, by a time limit: it would have gone on.
  public let isTruncated: Bool

  /// An answer; an episode that is neither terminated nor truncated goes on.
  public init(observation: Observation, reward: Float, isTerminated: Bool, isTruncated: Bool = false) {
    self.observation = observation
    self.reward = reward
    self.isTerminated = isTerminated
    self.isTruncated = isTruncated
  }

  /// Whether the environment must be reset before the next action.
  public var isOver: Bool { isTerminated || isTruncated }
}
