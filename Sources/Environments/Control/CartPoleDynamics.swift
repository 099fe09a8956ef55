import Foundation

/// The dynamics of a cart on a rail with a free pole, as MuJoCo computes them from DeepMind Control's
/// `cartpole.xml`.
///
/// With positions q = (x, θ), M(q) q̈ = (F + m l sin θ θ̇² − c₁ ẋ, m g l sin θ − c₂ θ̇), where M = [m₀ + m, m
/// l cos θ; m l cos θ, J + m l²], integrated by one step of the classic Runge–Kutta method. Beyond ±1.8 m a
/// soft constraint pushes the cart back (MuJoCo's documentation, "Computation": "Constraint model"); with one
/// constraint its solution has a closed form.
enum CartPoleDynamics {
  private static let timeStep = 0.01
  private static let gravity = 9.81
  private static let cartMass = 1.0
  private static let poleMass = 0.1
  /// The distance from the hinge to the pole's center, in meters.
  private static let halfLength = 0.5
  private static let cartDamping = 5e-4
  private static let poleDamping = 2e-6
  private static let railEnd = 1.8

  /// The pole's moment of inertia about its center, perpendicular to the pole: a capsule of radius 0.045 m
  /// around 1 m, of uniform density.
  private static let poleInertia: Double = {
    let (radius, length) = (0.045, 2 * halfLength)
    let caps = poleMass * 4 * radius / (4 * radius + 3 * length)
    return (poleMass - caps) * (3 * radius * radius + length * length) / 12
      + caps * (2 * radius * radius / 5 + length * (3 * radius + 2 * length) / 8)
  }()

  /// The positions q and the velocities q̇.
  private typealias Pair = (positions: SIMD2<Double>, velocities: SIMD2<Double>)

  /// The state 0.01 s later, under a force in newtons.
  static func state(after state: CartPoleSwingUp.State, force: Double) -> CartPoleSwingUp.State {
    let positions = SIMD2(state.position, state.angle)
    let velocities = SIMD2(state.velocity, state.angularVelocity)
    func moved(_ rates: Pair, by time: Double) -> Pair {
      (positions + time * rates.positions, velocities + time * rates.velocities)
    }
    func rates(at pair: Pair) -> Pair { (pair.velocities, accelerations(pair, force: force)) }

    let first = rates(at: (positions, velocities))
    let second = rates(at: moved(first, by: timeStep / 2))
    let third = rates(at: moved(second, by: timeStep / 2))
    let fourth = rates(at: moved(third, by: timeStep))
    let mean: Pair = (
      (first.positions + 2 * second.positions + 2 * third.positions + fourth.positions) / 6,
      (first.velocities + 2 * second.velocities + 2 * third.velocities + fourth.velocities) / 6
    )
    let end = moved(mean, by: timeStep)
    return CartPoleSwingUp.State(
      position: end.positions[0], angle: end.positions[1], velocity: end.velocities[0],
      angularVelocity: end.velocities[1])
  }

  private static func accelerations(_ pair: Pair, force: Double) -> SIMD2<Double> {
    let (sine, velocity) = (sin(pair.positions[1]), pair.velocities)
    let leverage = poleMass * halfLength
    let forces = SIMD2(
      force + leverage * sine * velocity[1] * velocity[1] - cartDamping * velocity[0],
      gravity * leverage * sine - poleDamping * velocity[1])
    let inverse = InverseMass(cosine: cos(pair.positions[1]))
    let free = inverse * forces
    let push = railForce(
      position: pair.positions[0], velocity: velocity[0], freeAcceleration: free[0],
      inverseMass: inverse.cart)
    return push == 0 ? free : inverse * (forces + SIMD2(push, 0))
  }

  /// The force of the end of the rail on the cart, in newtons.
  ///
  /// d is the impedance (solimp 0.9 0.95 0.001). The reference acceleration is that of a critically damped
  /// spring with a time constant of 0.08 s (solref .08 1): a* = −2 / (0.95 · 0.08) v − d / (0.95 · 0.08)² r.
  /// The force f ≥ 0 minimizes Gauss's principle with the regularization R = (1 − d) / d · A₀: f = (a* − a) /
  /// (A + R), where A is the cart's current inverse mass and A₀ the one with an upright pole.
  private static func railForce(
    position: Double, velocity: Double, freeAcceleration: Double, inverseMass: Double
  ) -> Double {
    let distance = railEnd - abs(position)
    guard distance < 0 else { return 0 }
    let inward: Double = position > 0 ? -1 : 1
    let depth = min(-distance / 0.001, 1)
    let blend = depth <= 0.5 ? 2 * depth * depth : 1 - 2 * (1 - depth) * (1 - depth)
    let impedance = 0.9 + blend * 0.05
    let timeConstant = 0.95 * 0.08
    let wanted =
      -2 / timeConstant * inward * velocity - impedance * distance / (timeConstant * timeConstant)
    let regularization = (1 - impedance) / impedance * InverseMass(cosine: 1).cart
    let push = (wanted - inward * freeAcceleration) / (inverseMass + regularization)
    return inward * max(0, push)
  }

  /// The inverse mass matrix M⁻¹, which is symmetric.
  private struct InverseMass {
    let cart: Double
    let coupling: Double
    let pole: Double

    init(cosine: Double) {
      let (a, b) = (cartMass + poleMass, poleMass * halfLength * cosine)
      let c = poleInertia + poleMass * halfLength * halfLength
      let determinant = a * c - b * b
      (cart, coupling, pole) = (c / determinant, -b / determinant, a / determinant)
    }

    static func * (inverse: Self, forces: SIMD2<Double>) -> SIMD2<Double> {
      SIMD2(
        inverse.cart * forces[0] + inverse.coupling * forces[1],
        inverse.coupling * forces[0] + inverse.pole * forces[1])
    }
  }
}
