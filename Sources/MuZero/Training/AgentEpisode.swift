import Environments
import Replay

/// An episode that an agent is asked about: the environment, and what was observed since it began.
package struct AgentEpisode: Sendable {
  package private(set) var environment: any Environment<Int>
  /// The sum of its rewards; of two players the first one's.
  package private(set) var `return` = 0.0
  package private(set) var isOver = false
  private var trajectory: Trajectory
  /// Nothing is learned from it.
  private let policy: [Float]
  /// How many states an agent sees at once.
  private let seenStates: Int

  /// An episode that begins, as `seed` decides, of which an agent sees so many of the newest states. Throws what the
  /// environment does.
  package init(_ environment: any Environment<Int>, seed: UInt64, seenStates: Int = .max / 2) throws {
    self.environment = environment
    self.seenStates = seenStates
    let first = try self.environment.reset(seed: seed)
    trajectory = Trajectory(specification: environment.specification, firstObservation: first)
    policy = [Float](repeating: 0, count: trajectory.actionCount)
  }

  /// An episode whose environment has begun elsewhere, in a state that shows `observation`; an agent sees so many of the
  /// newest states.
  package init(
    _ environment: any Environment<Int>, at observation: Observation, seenStates: Int = .max / 2
  ) {
    self.environment = environment
    self.seenStates = seenStates
    trajectory = Trajectory(specification: environment.specification, firstObservation: observation)
    policy = [Float](repeating: 0, count: trajectory.actionCount)
  }

  /// What the agent is asked about.
  package var position: MuZeroAgent.Position {
    MuZeroAgent.Position(trajectory, legal: environment.legalActions)
  }

  /// Takes a legal action of whoever is to move. Throws what the environment does.
  package mutating func step(_ action: Int) throws {
    let player = environment.playerToMove
    let step = try environment.step(action)
    trajectory.append(action: action, policy: policy, rootValue: 0, player: player, step: step)
    // Now and then, so that not every step moves all that is kept.
    if trajectory.steps > 2 * seenStates { trajectory.keepNewest(states: seenStates) }
    `return` += Double(player == 0 ? step.reward : -step.reward)
    isOver = step.isOver
  }
}
