import Foundation
import Randomness

/// A car in a valley that is too weak to drive straight up to the flag (Moore 1990): Gymnasium's MountainCar-v0, step for
/// step.
///
/// The actions push to the left (0), not at all (1), or to the right (2). Every step has a reward of −1,
/// until the car has reached 0.5 and does not roll back, which terminates the episode. An episode is
/// truncated after 200 steps. Observation [2]: position, velocity.
public struct MountainCar: PhysicalEnvironment {
  /// The state of the car along the valley's width.
  public struct State: Sendable, Equatable {
    /// The position, from −1.2 to 0.6; the valley's bottom is at −π/6.
    public var position: Double
    /// The velocity per step, within ±0.07.
    public var velocity: Double

    /// A state; at rest at the bottom by default.
    public init(position: Double = -.pi / 6, velocity: Double = 0) {
      (self.position, self.velocity) = (position, velocity)
    }
  }

  private static let positions = -1.2...0.6
  private static let fastest = 0.07
  private static let goal = 0.5
  private static let force = 0.001
  private static let gravity = 0.0025

  /// The current state; at rest at the bottom before the first reset.
  public private(set) var state = State()
  private var clock = EpisodeClock(limit: 200)

  /// An environment to be reset.
  public init() {}

  /// Two numbers, three actions, 200 steps.
  public let specification = EnvironmentSpecification(
    name: "mountaincar", observations: .init(shape: [2], element: .float32),
    actions: .discrete(count: 3, meaning: .choice), longestEpisode: 200)

  /// The car is at rest, at a position uniform from −0.6 to −0.4.
  public mutating func reset(seed: UInt64) -> Observation {
    var random = RandomStream(seed)
    return begin(at: State(position: .uniform(-0.6 ... -0.4, using: &random), velocity: 0))
  }

  /// Begins an episode in the given state.
  public mutating func begin(at state: State) -> Observation {
    self.state = state
    clock.begin()
    return observation
  }

  /// Pushes to the left (0), not at all (1), or to the right (2).
  public mutating func step(_ action: Int) -> EnvironmentStep {
    clock.checkIsRunning()
    precondition((0..<3).contains(action), "action \(action) of 3")
    state.velocity += Double(action - 1) * Self.force + cos(3 * state.position) * -Self.gravity
    state.velocity = state.velocity.clamped(to: -Self.fastest...Self.fastest)
    state.position = (state.position + state.velocity).clamped(to: Self.positions)
    if state.position == Self.positions.lowerBound && state.velocity < 0 { state.velocity = 0 }
    let isTerminated = state.position >= Self.goal && state.velocity >= 0
    return clock.step(observation, reward: -1, isTerminated: isTerminated)
  }

  private var observation: Observation { .numbers([Float(state.position), Float(state.velocity)]) }

  /// The valley, the flag, the car, and the state.
  public var text: String {
    func height(_ position: Double) -> Double { 0.5 + 0.45 * sin(3 * position) }
    var canvas = TextCanvas(columns: 55, rows: 13, x: Self.positions, y: 0...1.1)
    for column in 0..<55 {
      let position = Self.positions.lowerBound + 1.8 * Double(column) / 54
      canvas.put(".", at: (position, height(position)))
    }
    canvas.put("P", at: (Self.goal, height(Self.goal) + 0.1))
    canvas.put("O", at: (state.position, height(state.position)))
    return canvas.text(
      above: "position %+.3f, velocity %+.4f; step %d of %d", state.position, state.velocity, clock.steps,
      clock.limit)
  }

  /// "left", "coast" or "right".
  public func name(of action: Int) -> String { ["left", "coast", "right"][action] }

  /// 0 for "left", 1 for "coast", 2 for "right".
  public func action(named name: String) -> Int? { ["left", "coast", "right"].firstIndex(of: name) }
}
