/// A state in a replay buffer: a row of a trajectory.
public struct StatePosition: Sendable, Hashable {
  /// The trajectory's serial number, counted from 0 over all that were ever appended.
  public let serial: Int
  /// The trajectory's row.
  public let step: Int

  /// Row `step` of trajectory number `serial`.
  public init(serial: Int, step: Int) { (self.serial, self.step) = (serial, step) }
}

/// A step that was sampled from a replay buffer.
public struct ReplayPosition: Sendable, Equatable {
  /// The state in which the step begins.
  public let state: StatePosition
  /// The importance weight (1 / (N · P))^β, divided by the largest of those sampled together.
  public internal(set) var weight: Float
  /// P, the probability with which it was sampled.
  public let probability: Double

  /// A step with its weight, and the probability with which it was drawn.
  public init(state: StatePosition, weight: Float = 1, probability: Double) {
    (self.state, self.weight, self.probability) = (state, weight, probability)
  }

  /// The trajectory's serial number.
  public var serial: Int { state.serial }
  /// The trajectory's row.
  public var step: Int { state.step }
}
