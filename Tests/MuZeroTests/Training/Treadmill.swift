import Environments

/// A task that never ends: one is rewarded for walking, and for nothing else.
struct Treadmill: Environment {
  static let name = "test-treadmill"
  /// Registers it, once in this process.
  static let registration: Void = EnvironmentCatalog.register { Treadmill() }

  private var speed: Float = 0

  let specification = EnvironmentSpecification(
    name: Self.name, observations: .init(shape: [2], element: .float32),
    actions: .discrete(count: 2, meaning: .choice))
  var text: String { "\(speed)" }

  mutating func reset(seed: UInt64) -> Observation {
    speed = Float(seed % 8) / 8
    return observation
  }

  mutating func step(_ action: Int) -> EnvironmentStep {
    speed = 0.9 * speed + (action == 1 ? 0.1 : -0.1)
    return EnvironmentStep(observation: observation, reward: action == 1 ? 1 : 0, isTerminated: false)
  }

  private var observation: Observation { .numbers([speed, 1]) }
}

/// A game of two players that nobody wins.
struct Standoff: Environment {
  private var isSecond = false

  let specification = EnvironmentSpecification(
    name: "test-standoff", observations: .init(shape: [2], element: .float32),
    actions: .discrete(count: 2, meaning: .choice), players: 2)
  var text: String { "a standoff" }
  var playerToMove: Int { isSecond ? 1 : 0 }
  var legalActions: [Int]? { [0, 1] }

  mutating func reset(seed: UInt64) -> Observation {
    isSecond = false
    return .numbers([0, 0])
  }

  mutating func step(_ action: Int) -> EnvironmentStep {
    isSecond.toggle()
    return EnvironmentStep(
      observation: .numbers([Float(action), isSecond ? 1 : 0]), reward: 0, isTerminated: false)
  }
}
