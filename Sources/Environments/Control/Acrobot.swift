import Foundation
import Randomness

/// Two links that hang from a joint and must be swung up by the motor between them (Sutton 1996): Gymnasium's Acrobot-v1,
/// step for step.
///
/// The actions are torques of −1, 0 and 1 N·m for 0.2 s, integrated by one step of the Runge–Kutta method.
/// Every step has a reward of −1, except the one that lifts the free end a link's length above the joint,
/// which terminates the episode. An episode is truncated after 500 steps. Observation [6]: cos θ₁, sin θ₁,
/// cos θ₂, sin θ₂, θ̇₁, θ̇₂.
public struct Acrobot: PhysicalEnvironment {
  /// The state of both links, counter-clockwise: the first link relative to hanging straight down, the second
  /// relative to the first.
  public struct State: Sendable, Equatable {
    /// The angles in radians, within ±π.
    public var angles: SIMD2<Double>
    /// The angular velocities in radians per second, within ±4π and ±9π.
    public var angularVelocities: SIMD2<Double>

    /// A state; hanging at rest by default.
    public init(angles: SIMD2<Double> = .zero, angularVelocities: SIMD2<Double> = .zero) {
      (self.angles, self.angularVelocities) = (angles, angularVelocities)
    }
  }

  private static let gravity = 9.8
  /// The distance of a link's center of mass from its joint, in meters. A link has 1 m, 1 kg, and a moment of
  /// inertia of 1 kg·m².
  private static let centerOfMass = 0.5
  private static let timeStep = 0.2
  private static let fastest = SIMD2(4 * Double.pi, 9 * Double.pi)

  /// The current state; hanging at rest before the first reset.
  public private(set) var state = State()
  private var clock = EpisodeClock(limit: 500)

  /// An environment to be reset.
  public init() {}

  /// Six numbers, three actions, 500 steps.
  public let specification = EnvironmentSpecification(
    name: "acrobot", observations: .init(shape: [6], element: .float32),
    actions: .discrete(count: 3, meaning: .choice), longestEpisode: 500)

  /// The state's four numbers are uniform within ±0.1, in single precision like Gymnasium's.
  public mutating func reset(seed: UInt64) -> Observation {
    var random = RandomStream(seed)
    func draw() -> Double { Double(Float(Double.uniform(-0.1...0.1, using: &random))) }
    return begin(
      at: State(angles: SIMD2(draw(), draw()), angularVelocities: SIMD2(draw(), draw())))
  }

  /// Begins an episode in the given state.
  public mutating func begin(at state: State) -> Observation {
    self.state = state
    clock.begin()
    return observation
  }

  /// A torque of −1 (0), 0 (1) or 1 N·m (2).
  public mutating func step(_ action: Int) -> EnvironmentStep {
    clock.checkIsRunning()
    precondition((0..<3).contains(action), "action \(action) of 3")
    advance(torque: Double(action - 1))
    let isTerminated = -cos(state.angles[0]) - cos(state.angles[1] + state.angles[0]) > 1
    return clock.step(observation, reward: isTerminated ? 0 : -1, isTerminated: isTerminated)
  }

  private mutating func advance(torque: Double) {
    let start = SIMD4(lowHalf: state.angles, highHalf: state.angularVelocities)
    let half = Self.timeStep / 2
    let first = Self.derivative(start, torque)
    let second = Self.derivative(start + half * first, torque)
    let third = Self.derivative(start + half * second, torque)
    let fourth = Self.derivative(start + Self.timeStep * third, torque)
    let end = start + Self.timeStep / 6 * (first + 2 * second + 2 * third + fourth)
    state = State(
      angles: SIMD2(Self.wrapped(end[0]), Self.wrapped(end[1])),
      angularVelocities: end.highHalf.clamped(lowerBound: -Self.fastest, upperBound: Self.fastest))
  }

  /// The derivative of [θ₁, θ₂, θ̇₁, θ̇₂] with respect to time, as in Sutton and Barto's book, whose second
  /// equation has a term that the paper of 1996 lacks. The order of operations is Gymnasium's, so that both
  /// round alike.
  private static func derivative(_ state: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
    let (sine, cosine) = (sin(state[1]), cos(state[1]))
    let center = centerOfMass
    let d1 = center * center + (1 + center * center + 2 * center * cosine) + 1 + 1
    let d2 = center * center + center * cosine + 1
    let phi2 = center * gravity * cos(state[0] + state[1] - .pi / 2)
    let phi1 =
      -center * (state[3] * state[3]) * sine - 2 * center * state[3] * state[2] * sine
      + (center + 1) * gravity * cos(state[0] - .pi / 2) + phi2
    let second =
      (torque + d2 / d1 * phi1 - center * (state[2] * state[2]) * sine - phi2)
      / (center * center + 1 - d2 * d2 / d1)
    let first = -(d2 * second + phi1) / d1
    return SIMD4(state[2], state[3], first, second)
  }

  private static func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > .pi { angle -= 2 * .pi }
    while angle < -.pi { angle += 2 * .pi }
    return angle
  }

  private var observation: Observation {
    let numbers = [
      cos(state.angles[0]), sin(state.angles[0]), cos(state.angles[1]), sin(state.angles[1]),
      state.angularVelocities[0], state.angularVelocities[1],
    ]
    return .numbers(numbers.map(Float.init))
  }

  /// Both links, the height to be reached, and the state.
  public var text: String {
    var canvas = TextCanvas(columns: 45, rows: 21, x: -2.1...2.1, y: -2.1...2.1)
    let middle = (x: sin(state.angles[0]), y: -cos(state.angles[0]))
    let direction = state.angles[0] + state.angles[1]
    let end = (x: middle.x + sin(direction), y: middle.y - cos(direction))
    for column in 0..<45 { canvas.put(".", at: (-2.1 + 4.2 * Double(column) / 44, 1)) }
    canvas.line(from: (0, 0), to: middle)
    canvas.line(from: middle, to: end)
    canvas.put("+", at: (0, 0))
    canvas.put("o", at: middle)
    canvas.put("O", at: end)
    return canvas.text(
      above: "angles %+.1f° %+.1f°, %+.3f %+.3f rad/s; step %d of %d", state.angles[0] * 180 / .pi,
      state.angles[1] * 180 / .pi, state.angularVelocities[0], state.angularVelocities[1], clock.steps,
      clock.limit)
  }

  /// "clockwise", "none" or "counter-clockwise".
  public func name(of action: Int) -> String { ["clockwise", "none", "counter-clockwise"][action] }

  /// 0 for "clockwise", 1 for "none", 2 for "counter-clockwise".
  public func action(named name: String) -> Int? {
    ["clockwise", "none", "counter-clockwise"].firstIndex(of: name)
  }
}
