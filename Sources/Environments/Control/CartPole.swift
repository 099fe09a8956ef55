import Foundation
import Randomness

/// A cart that must keep a pole upright (Barto, Sutton and Anderson 1983): Gymnasium's CartPole-v1, step for step.
///
/// Two actions push the cart with 10 N to the left (0) or to the right (1) for 0.02 s, integrated by Euler's
/// method. Every step has a reward of 1. The episode terminates when the cart leaves ±2.4 m or the pole ±12°,
/// and is truncated after 500 steps. Observation [4]: position, velocity, angle, angular velocity.
public struct CartPole: PhysicalEnvironment {
  /// The state of the cart along the track, and of the pole clockwise from upright.
  public struct State: Sendable, Equatable {
    /// The position in meters from the middle of the track.
    public var position: Double
    /// The velocity in meters per second.
    public var velocity: Double
    /// The angle in radians.
    public var angle: Double
    /// The angular velocity in radians per second.
    public var angularVelocity: Double

    /// A state; upright and at rest in the middle by default.
    public init(
      position: Double = 0, velocity: Double = 0, angle: Double = 0, angularVelocity: Double = 0
    ) {
      (self.position, self.velocity) = (position, velocity)
      (self.angle, self.angularVelocity) = (angle, angularVelocity)
    }
  }

  private static let gravity = 9.8
  private static let poleMass = 0.1
  private static let totalMass = 0.1 + 1.0
  /// Half the length of the pole, in meters.
  private static let halfLength = 0.5
  private static let force = 10.0
  private static let timeStep = 0.02
  private static let positionLimit = 2.4
  private static let angleLimit = 12 * 2 * Double.pi / 360

  /// The current state; upright and at rest before the first reset.
  public private(set) var state = State()
  private var clock = EpisodeClock(limit: 500)

  /// An environment to be reset.
  public init() {}

  /// Four numbers, two actions, 500 steps.
  public let specification = EnvironmentSpecification(
    name: "cartpole", observations: .init(shape: [4], element: .float32),
    actions: .discrete(count: 2, meaning: .choice), longestEpisode: 500)

  /// The state's four numbers are uniform within ±0.05.
  public mutating func reset(seed: UInt64) -> Observation {
    var random = RandomStream(seed)
    func draw() -> Double { .uniform(-0.05...0.05, using: &random) }
    return begin(
      at: State(position: draw(), velocity: draw(), angle: draw(), angularVelocity: draw()))
  }

  /// Begins an episode in the given state.
  public mutating func begin(at state: State) -> Observation {
    self.state = state
    clock.begin()
    return observation
  }

  /// Pushes to the left (0) or to the right (1).
  public mutating func step(_ action: Int) -> EnvironmentStep {
    clock.checkIsRunning()
    precondition((0..<2).contains(action), "action \(action) of 2")
    advance(force: action == 1 ? Self.force : -Self.force)
    let isTerminated = abs(state.position) > Self.positionLimit || abs(state.angle) > Self.angleLimit
    return clock.step(observation, reward: 1, isTerminated: isTerminated)
  }

  /// The equations of Florian 2007, "Correct equations for the dynamics of the cart-pole system", without
  /// friction. The order of operations is Gymnasium's, so that both round alike.
  private mutating func advance(force: Double) {
    let (sine, cosine) = (sin(state.angle), cos(state.angle))
    let leverage = Self.poleMass * Self.halfLength
    let common =
      (force + leverage * (state.angularVelocity * state.angularVelocity) * sine) / Self.totalMass
    let angularAcceleration =
      (Self.gravity * sine - cosine * common)
      / (Self.halfLength * (4.0 / 3.0 - Self.poleMass * (cosine * cosine) / Self.totalMass))
    let acceleration = common - leverage * angularAcceleration * cosine / Self.totalMass
    state = State(
      position: state.position + Self.timeStep * state.velocity,
      velocity: state.velocity + Self.timeStep * acceleration,
      angle: state.angle + Self.timeStep * state.angularVelocity,
      angularVelocity: state.angularVelocity + Self.timeStep * angularAcceleration)
  }

  private var observation: Observation {
    .numbers([
      Float(state.position), Float(state.velocity), Float(state.angle), Float(state.angularVelocity),
    ])
  }

  /// The cart, its pole, and the state.
  public var text: String {
    var canvas = TextCanvas(columns: 49, rows: 7, x: -2.4...2.4, y: 0...1.2)
    canvas.line(
      from: (state.position, 0.1), to: (state.position + sin(state.angle), 0.1 + cos(state.angle)))
    canvas.write("[=]", at: (state.position, 0))
    return canvas.text(
      above: "cart %+.3f m, %+.3f m/s; pole %+.2f°, %+.3f rad/s; step %d of %d", state.position,
      state.velocity, state.angle * 180 / .pi, state.angularVelocity, clock.steps, clock.limit)
  }

  /// "left" or "right".
  public func name(of action: Int) -> String { ["left", "right"][action] }

  /// 0 for "left", 1 for "right".
  public func action(named name: String) -> Int? { ["left", "right"].firstIndex(of: name) }
}
