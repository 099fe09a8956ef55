import Environments

/// An episode of a discrete task or game, or a piece of one, with the search results of every state.
///
/// A column per quantity. With T steps there are T + 1 states; action t leads from state t to state t + 1. A
/// trajectory is built by `append` and `finish`; until it is finished, only the columns of actions are of full length.
public struct Trajectory: Sendable, Equatable {
  /// The reason why a trajectory has no further steps.
  public enum Ending: UInt8, Sendable {
    /// The episode ended by itself: nothing follows the last state.
    case terminated = 1
    /// A time limit: the episode would have gone on, and only the root value tells the value of the last
    /// state.
    case truncated = 2
    /// The episode continues in another piece. The last steps are context and never sampled.
    case continued = 3
  }

  /// The number of actions to choose from.
  public let actionCount: Int
  /// The number of elements of an observation.
  public let observationSize: Int
  /// The step of the episode that is the first row: 0 except for later pieces.
  public internal(set) var firstStep = 0
  /// The rows of the steps that can be sampled; the others are context. Each step of an episode is in the
  /// range of one piece.
  public internal(set) var sampled = 0..<0
  /// The observation of the first state, followed by that of the state after each action: [T + 1, size].
  package internal(set) var observations: ObservationRows
  /// The action of each step: [T].
  public internal(set) var actions: [Int32] = []
  /// The reward of each action, seen by the player who took it: [T].
  public internal(set) var rewards: [Float] = []
  /// The player to move in each state: [T + 1].
  public internal(set) var players: [UInt8] = []
  /// Whether each action is legal, 1 or 0: [T + 1, actions]. Empty if all actions are always legal.
  public internal(set) var legal: [UInt8] = []
  /// The share of the search's visits of each action: [T, actions].
  public internal(set) var policies: [Float] = []
  /// The search's value of each state, seen by the player to move there: [T + 1]. The last is 0 if the
  /// episode terminated.
  public internal(set) var rootValues: [Float] = []
  /// Nil while the episode goes on.
  public internal(set) var ending: Ending?

  /// A trajectory of no steps that begins in the state that `firstObservation` shows.
  public init(specification: EnvironmentSpecification, firstObservation: Observation) {
    guard case .discrete(let count, _) = specification.actions else {
      preconditionFailure("a trajectory of \(specification.name), whose actions are continuous")
    }
    self.init(
      actionCount: count, observationSize: specification.observations.count,
      observations: ObservationRows(
        specification.observations.element, size: specification.observations.count))
    add(firstObservation)
  }

  init(actionCount: Int, observationSize: Int, observations: ObservationRows) {
    self.actionCount = actionCount
    self.observationSize = observationSize
    self.observations = observations
  }

  /// T, the number of steps.
  public var steps: Int { actions.count }

  /// Whether `finish` was called, or the trajectory is a piece that was cut.
  public var isComplete: Bool { ending != nil && rootValues.count == steps + 1 }

  /// The memory of all arrays, in bytes.
  public var byteCount: Int {
    observations.byteCount + players.count + legal.count
      + (actions.count + rewards.count + policies.count + rootValues.count) * 4
  }

  /// Adds a step: the search results of the last state, the action taken there, and the environment's
  /// response.
  ///
  /// - Parameters:
  ///   - policy: [actions], the distribution of the search's visits.
  ///   - rootValue: the search's value of the state acted in, seen by `player`.
  ///   - player: who acted.
  ///   - legal: the actions that could be taken, nil for all.
  ///   - step: the environment's answer to `action`.
  public mutating func append(
    action: Int, policy: [Float], rootValue: Float, player: Int = 0, legal: [Int]? = nil,
    step: EnvironmentStep
  ) {
    precondition(ending == nil, "a step behind an episode's end")
    precondition(
      (0..<actionCount).contains(action), "action \(action), where there are \(actionCount)")
    precondition(
      policy.count == actionCount, "a policy over \(policy.count) actions, where there are \(actionCount)")
    precondition(
      legal?.allSatisfy { (0..<actionCount).contains($0) } ?? true,
      "legal actions \(legal ?? []), where there are \(actionCount)")
    precondition((0...1).contains(player), "player \(player), who is neither 0 nor 1")
    addLegal(legal)
    actions.append(Int32(action))
    rewards.append(step.reward)
    policies += policy
    rootValues.append(rootValue)
    players.append(UInt8(player))
    add(step.observation)
    if step.isOver { ending = step.isTerminated ? .terminated : .truncated }
  }

  /// Ends the trajectory after the last step. If the environment has not ended the episode, it is truncated.
  ///
  /// - Parameters:
  ///   - finalValue: the last state's value seen by `player`, which counts where the episode was truncated alone.
  ///   - player: who would act next.
  public mutating func finish(finalValue: Float = 0, player: Int = 0) {
    precondition(rootValues.count == steps, "an episode that is finished twice")
    let ending = ending ?? .truncated
    self.ending = ending
    rootValues.append(ending == .terminated ? 0 : finalValue)
    players.append(UInt8(player))
    if !legal.isEmpty { addLegal(nil) }
    sampled = sampled.lowerBound..<steps
  }

  /// A piece with the states from `states.lowerBound` to `states.upperBound`, both included. `sampled` gives
  /// its sampleable steps as rows of this trajectory.
  func piece(states: ClosedRange<Int>, sampled: Range<Int>, ending: Ending) -> Trajectory {
    let (first, last) = (states.lowerBound, states.upperBound)
    var piece = Trajectory(
      actionCount: actionCount, observationSize: observationSize,
      observations: observations.rows(first..<last + 1))
    piece.firstStep = firstStep + first
    piece.sampled = sampled.lowerBound - first..<sampled.upperBound - first
    piece.actions = Array(actions[first..<last])
    piece.rewards = Array(rewards[first..<last])
    piece.players = Array(players[first...last])
    if !legal.isEmpty { piece.legal = Array(legal[first * actionCount..<(last + 1) * actionCount]) }
    piece.policies = Array(policies[first * actionCount..<last * actionCount])
    piece.rootValues = Array(rootValues[first...last])
    piece.ending = ending
    return piece
  }

  /// Drops all states but the newest `count`.
  package mutating func keepNewest(states count: Int) {
    if steps + 1 > count { removeRows(before: steps + 1 - count) }
  }

  /// Drops the states before row `first`.
  mutating func removeRows(before first: Int) {
    firstStep += first
    observations = observations.rows(first..<observations.count)
    actions.removeFirst(first)
    rewards.removeFirst(first)
    players.removeFirst(first)
    if !legal.isEmpty { legal.removeFirst(first * actionCount) }
    policies.removeFirst(first * actionCount)
    rootValues.removeFirst(first)
  }

  private mutating func add(_ observation: Observation) {
    precondition(
      observation.count == observationSize,
      "an observation of \(observation.count) elements, where \(observationSize) are declared")
    observations.append(observation)
  }

  /// Adds the legal actions of the state in which the next step begins.
  private mutating func addLegal(_ actions: [Int]?) {
    if legal.isEmpty {
      guard actions != nil else { return }
      legal = [UInt8](repeating: 1, count: steps * actionCount)
    }
    guard let actions else {
      legal += repeatElement(1, count: actionCount)
      return
    }
    let start = legal.count
    legal += repeatElement(0, count: actionCount)
    for action in actions { legal[start + action] = 1 }
  }
}
