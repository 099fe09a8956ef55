import Environments
import Randomness
import Replay

/// A made-up environment's specification, with observations of two elements.
func specification(
  actions: Int = 3, players: Int = 1, shape: [Int] = [2],
  element: EnvironmentSpecification.Observations.Element = .float32
) -> EnvironmentSpecification {
  EnvironmentSpecification(
    name: "made-up", observations: .init(shape: shape, element: element),
    actions: .discrete(count: actions, meaning: .choice), players: players)
}

/// An observation that tells its state: multiples of `state` plus the element's number.
func observation(of state: Int, _ specification: EnvironmentSpecification) -> Observation {
  let values = (0..<specification.observations.count).map { state * 10 + $0 }
  return switch specification.observations.element {
  case .float32: .numbers(values.map(Float.init))
  case .uint8: .bytes(values.map { UInt8($0 % 256) })
  }
}

/// What a made-up episode brings at each of its steps.
struct Script {
  var specification: EnvironmentSpecification
  var actions: [Int]
  var rewards: [Float]
  var rootValues: [Float]
  var players: [Int]
  var policies: [[Float]]
  var legal: [[Int]?]
  var isTerminated: Bool
  var finalValue: Float = 0
  var finalPlayer = 0

  /// Rewards and values as given, the actions 0, 1, … in turn, policies that tell their step.
  init(
    rewards: [Float], rootValues: [Float], players: [Int]? = nil, isTerminated: Bool, finalValue: Float = 0,
    finalPlayer: Int = 0, specification: EnvironmentSpecification
  ) {
    guard case .discrete(let count, _) = specification.actions else { fatalError("continuous actions") }
    self.specification = specification
    self.rewards = rewards
    self.rootValues = rootValues
    self.players = players ?? rewards.map { _ in 0 }
    actions = rewards.indices.map { $0 % count }
    policies = rewards.indices.map { step in
      (0..<count).map { $0 == step % count ? 0.5 : 0.5 / Float(count - 1) }
    }
    legal = rewards.map { _ in nil }
    self.isTerminated = isTerminated
    self.finalValue = finalValue
    self.finalPlayer = finalPlayer
  }

  /// A random episode of `steps`.
  init(
    steps: Int, isTerminated: Bool, specification: EnvironmentSpecification, stream: inout RandomStream
  ) {
    self.init(
      rewards: (0..<steps).map { _ in Float(stream.normal()) },
      rootValues: (0..<steps).map { _ in Float(stream.normal()) },
      players: (0..<steps).map { _ in stream.index(below: specification.players) },
      isTerminated: isTerminated, finalValue: Float(stream.normal()),
      finalPlayer: stream.index(below: specification.players), specification: specification)
    for step in 0..<steps where stream.uniform() < 0.5 { legal[step] = [actions[step]] }
  }

  func step(_ step: Int) -> EnvironmentStep {
    EnvironmentStep(
      observation: observation(of: step + 1, specification), reward: rewards[step],
      isTerminated: isTerminated && step == rewards.count - 1)
  }

  var trajectory: Trajectory {
    var trajectory = Trajectory(
      specification: specification, firstObservation: observation(of: 0, specification))
    for index in rewards.indices {
      trajectory.append(
        action: actions[index], policy: policies[index], rootValue: rootValues[index],
        player: players[index], legal: legal[index], step: step(index))
    }
    trajectory.finish(finalValue: finalValue, player: finalPlayer)
    return trajectory
  }

  /// The episode's pieces. `beforeStep` is given what cuts them before every step.
  func pieces(
    sequenceLength: Int, targets: TargetConfiguration,
    beforeStep: (inout TrajectoryCutter) -> Void = { _ in }
  ) -> [Trajectory] {
    var cutter = TrajectoryCutter(
      Trajectory(specification: specification, firstObservation: observation(of: 0, specification)),
      sequenceLength: sequenceLength, targets: targets)
    var pieces: [Trajectory] = []
    for index in rewards.indices {
      beforeStep(&cutter)
      if let piece = cutter.append(
        action: actions[index], policy: policies[index], rootValue: rootValues[index],
        player: players[index], legal: legal[index], step: step(index))
      {
        pieces.append(piece)
      }
    }
    return pieces + cutter.finish(finalValue: finalValue, player: finalPlayer)
  }
}

extension ReplayBuffer {
  /// A buffer in memory that holds trajectories.
  convenience init(_ configuration: ReplayConfiguration, holding trajectories: [Trajectory]) throws {
    self.init(configuration: configuration)
    for trajectory in trajectories { try append(trajectory) }
  }

  /// What row `step` of a trajectory teaches.
  func targets(serial: Int = 0, step: Int, seed: UInt64 = 1) -> TrainingBatch {
    var stream = RandomStream(seed)
    return fill(
      [ReplayPosition(state: StatePosition(serial: serial, step: step), probability: 1)], stream: &stream)
  }

  /// All steps that can be sampled, in order.
  var positions: [ReplayPosition] {
    serials.flatMap { serial in
      trajectory(serial).sampled.map {
        ReplayPosition(state: StatePosition(serial: serial, step: $0), probability: 1)
      }
    }
  }
}
