import Foundation
import Randomness

/// A cart that must swing its pole up and keep it there: the task `swingup` of DeepMind Control's domain `cartpole` (Tassa
/// et al. 2018), as MuJoCo computes it.
///
/// The action [1] is the force on the cart in units of 10 N, clipped to ±1, for 0.01 s. The reward of a step
/// is upright · centered · small_control · small_velocity in the next state, at most 1. Episodes never
/// terminate, and are truncated after 1000 steps. Observation [5]: position, cos θ, sin θ, velocity, θ̇.
public struct CartPoleSwingUp: PhysicalEnvironment {
  /// The state of the cart along its rail, and of the pole clockwise from upright.
  public struct State: Sendable, Equatable {
    /// The position in meters from the middle of the rail.
    public var position: Double
    /// The angle in radians, not wrapped to ±π.
    public var angle: Double
    /// The velocity in meters per second.
    public var velocity: Double
    /// The angular velocity in radians per second.
    public var angularVelocity: Double

    /// A state; hanging at rest in the middle by default.
    public init(
      position: Double = 0, angle: Double = .pi, velocity: Double = 0, angularVelocity: Double = 0
    ) {
      (self.position, self.angle) = (position, angle)
      (self.velocity, self.angularVelocity) = (velocity, angularVelocity)
    }
  }

  /// The current state; hanging at rest before the first reset.
  public private(set) var state = State()
  private var clock = EpisodeClock(limit: 1000)

  /// An environment to be reset.
  public init() {}

  /// Five numbers, a force of ±1, 1000 steps.
  public let specification = EnvironmentSpecification(
    name: "cartpole-swingup", observations: .init(shape: [5], element: .float32),
    actions: .continuous(low: [-1], high: [1]), longestEpisode: 1000)

  /// The state's four numbers are normal around those of the pole hanging at rest in the middle, with a
  /// standard deviation of 0.01.
  public mutating func reset(seed: UInt64) -> Observation {
    var random = RandomStream(seed)
    func draw() -> Double { 0.01 * random.normal() }
    return begin(
      at: State(position: draw(), angle: .pi + draw(), velocity: draw(), angularVelocity: draw()))
  }

  /// Begins an episode in the given state.
  public mutating func begin(at state: State) -> Observation {
    self.state = state
    clock.begin()
    return observation
  }

  /// Pushes the cart with the force action[0] · 10 N.
  public mutating func step(_ action: [Float]) -> EnvironmentStep {
    clock.checkIsRunning()
    precondition(action.count == 1 && !action[0].isNaN, "the action \(action), where one number is needed")
    let control = Double(action[0]).clamped(to: -1...1)
    state = CartPoleDynamics.state(after: state, force: 10 * control)
    return clock.step(observation, reward: reward(control: control))
  }

  private func reward(control: Double) -> Double {
    /// 1 at 0, 0.1 at the margin, in the shape of a normal density.
    func closeness(_ value: Double, margin: Double) -> Double {
      pow(0.1, (value / margin) * (value / margin))
    }
    let upright = (1 + cos(state.angle)) / 2
    let centered = (1 + closeness(state.position, margin: 2)) / 2
    let smallControl = (4 + (1 - control * control)) / 5
    let smallVelocity = (1 + closeness(state.angularVelocity, margin: 5)) / 2
    return upright * smallControl * smallVelocity * centered
  }

  private var observation: Observation {
    let numbers = [
      state.position, cos(state.angle), sin(state.angle), state.velocity, state.angularVelocity,
    ]
    return .numbers(numbers.map(Float.init))
  }

  /// The cart, its pole, and the state.
  public var text: String {
    var canvas = TextCanvas(columns: 63, rows: 13, x: -3...3, y: -1.15...1.15)
    for column in 0..<63 { canvas.put("-", at: (-3 + 6 * Double(column) / 62, 0)) }
    let end = (x: state.position + sin(state.angle), y: cos(state.angle))
    canvas.line(from: (state.position, 0), to: end)
    canvas.put("O", at: end)
    canvas.write("[=]", at: (state.position, 0))
    return canvas.text(
      above: "cart %+.3f m, %+.3f m/s; pole %+.1f°, %+.3f rad/s; step %d of %d", state.position,
      state.velocity, atan2(sin(state.angle), cos(state.angle)) * 180 / .pi, state.angularVelocity,
      clock.steps,
      clock.limit)
  }
}
