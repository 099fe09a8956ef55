import Foundation
import Randomness

/// A pendulum to be swung up and held by a motor too weak to lift it at once: Gymnasium's Pendulum-v1, step for step.
///
/// The action [1] is the torque in N·m counter-clockwise, clipped to ±2, for 0.05 s, integrated by the
/// semi-implicit Euler method. The speed is clipped to ±8 rad/s. The reward is −(θ² + 0.1 θ̇² + 0.001
/// torque²) of the state before the step, with the angle within ±π of upright. Episodes never terminate, and
/// are truncated after 200 steps. Observation [3]: cos θ, sin θ, θ̇.
public struct Pendulum: PhysicalEnvironment {
  /// The state of the rod, counter-clockwise from upright.
  public struct State: Sendable, Equatable {
    /// The angle in radians, not wrapped to ±π.
    public var angle: Double
    /// The angular velocity in radians per second.
    public var angularVelocity: Double

    /// A state; upright and at rest by default.
    public init(angle: Double = 0, angularVelocity: Double = 0) {
      (self.angle, self.angularVelocity) = (angle, angularVelocity)
    }
  }

  private static let gravity = 10.0
  private static let timeStep = 0.05
  private static let fastest = 8.0
  private static let strongest: Float = 2

  /// The current state; upright and at rest before the first reset.
  public private(set) var state = State()
  private var clock = EpisodeClock(limit: 200)

  /// An environment to be reset.
  public init() {}

  /// Three numbers, a torque of ±2, 200 steps.
  public let specification = EnvironmentSpecification(
    name: "pendulum", observations: .init(shape: [3], element: .float32),
    actions: .continuous(low: [-strongest], high: [strongest]), longestEpisode: 200)

  /// The angle is uniform over the whole circle, the angular velocity within ±1 rad/s.
  public mutating func reset(seed: UInt64) -> Observation {
    var random = RandomStream(seed)
    let angle = Double.uniform(-Double.pi...Double.pi, using: &random)
    return begin(at: State(angle: angle, angularVelocity: .uniform(-1...1, using: &random)))
  }

  /// Begins an episode in the given state.
  public mutating func begin(at state: State) -> Observation {
    self.state = state
    clock.begin()
    return observation
  }

  /// The dynamics of a rod of 1 kg and 1 m on its end: θ̈ = 3 g / (2 l) sin θ + 3 / (m l²) torque. As in
  /// Gymnasium, the torque is in single precision until it is combined with the state.
  public mutating func step(_ action: [Float]) -> EnvironmentStep {
    clock.checkIsRunning()
    precondition(action.count == 1 && !action[0].isNaN, "the action \(action), where one number is needed")
    let torque = min(max(action[0], -Self.strongest), Self.strongest)
    let distance = Self.distanceFromUpright(state.angle)
    let cost =
      distance * distance + 0.1 * (state.angularVelocity * state.angularVelocity)
      + Double(0.001 * (torque * torque))
    let acceleration = 3 * Self.gravity / 2 * sin(state.angle) + Double(3 * torque)
    state.angularVelocity = (state.angularVelocity + acceleration * Self.timeStep)
      .clamped(to: -Self.fastest...Self.fastest)
    state.angle += state.angularVelocity * Self.timeStep
    return clock.step(observation, reward: -cost)
  }

  /// The angle in [−π, π).
  private static func distanceFromUpright(_ angle: Double) -> Double {
    let turn = 2 * Double.pi
    let rest = (angle + .pi).truncatingRemainder(dividingBy: turn)
    return (rest < 0 ? rest + turn : rest) - .pi
  }

  private var observation: Observation {
    .numbers([Float(cos(state.angle)), Float(sin(state.angle)), Float(state.angularVelocity)])
  }

  /// The rod and the state.
  public var text: String {
    var canvas = TextCanvas(columns: 27, rows: 13, x: -1.1...1.1, y: -1.1...1.1)
    let end = (x: -sin(state.angle), y: cos(state.angle))
    canvas.line(from: (0, 0), to: end)
    canvas.put("O", at: end)
    canvas.put("+", at: (0, 0))
    return canvas.text(
      above: "angle %+.1f°, %+.3f rad/s; step %d of %d", Self.distanceFromUpright(state.angle) * 180 / .pi,
      state.angularVelocity, clock.steps, clock.limit)
  }
}
