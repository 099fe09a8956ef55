import Environments
import Replay

/// An episode in which an agent is asked for actions: the environment, and the observations since the episode
/// began.
public struct AgentEpisode: Sendable {
  /// In its state of now.
  public private(set) var environment: any Environment<Int>
  /// The sum of the rewards so far; of the first player's, if there are two.
  public private(set) var `return` = 0.0
  /// Whether no further action can be taken.
  public private(set) var isOver = false
  private var trajectory: Trajectory
  /// A placeholder for the trajectory's policies, since nothing is learned from it.
  private let policy: [Float]
  /// The number of newest states that an agent sees at once.
  private let seenStates: Int

  /// An episode that begins as `seed` decides, of which an agent sees the newest `seenStates` states. Throws
  /// the environment's errors.
  package init(_ environment: any Environment<Int>, seed: UInt64, seenStates: Int = .max / 2) throws {
    self.environment = environment
    self.seenStates = seenStates
    let first = try self.environment.reset(seed: seed)
    trajectory = Trajectory(specification: environment.specification, firstObservation: first)
    policy = [Float](repeating: 0, count: trajectory.actionCount)
  }

  /// An episode whose environment has begun elsewhere, in a state that shows `observation`. An agent sees the
  /// newest `seenStates` states.
  package init(
    _ environment: any Environment<Int>, at observation: Observation, seenStates: Int = .max / 2
  ) {
    self.environment = environment
    self.seenStates = seenStates
    trajectory = Trajectory(specification: environment.specification, firstObservation: observation)
    policy = [Float](repeating: 0, count: trajectory.actionCount)
  }

  /// The position that the agent is asked about.
  package var position: MuZeroAgent.Position {
    MuZeroAgent.Position(trajectory, legal: environment.legalActions)
  }

  /// Takes a legal action of the player to move. Throws the environment's errors.
  public mutating func step(_ action: Int) throws {
    let player = environment.playerToMove
    let step = try environment.step(action)
    trajectory.append(action: action, policy: policy, rootValue: 0, player: player, step: step)
    // Only now and then, because every cut moves all that is kept.
    if trajectory.steps > 2 * seenStates { trajectory.keepNewest(states: seenStates) }
    `return` += Double(player == 0 ? step.reward : -step.reward)
    isOver = step.isOver
  }
}
