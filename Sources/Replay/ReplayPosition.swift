/// A state in a replay buffer: a row of a trajectory.
package struct StatePosition: Sendable, Hashable {
  /// The trajectory's serial number, counted from 0 over all that were ever appended.
  package let serial: Int
  /// The trajectory's row.
  package let step: Int

  package init(serial: Int, step: Int) { (self.serial, self.step) = (serial, step) }
}

/// A step that was sampled from a replay buffer.
package struct ReplayPosition: Sendable, Equatable {
  /// The state in which the step begins.
  package let state: StatePosition
  /// The importance weight (1 / (N · P))^β, divided by the largest of those sampled together.
  package internal(set) var weight: Float
  /// P, the probability with which it was sampled.
  package let probability: Double

  package init(state: StatePosition, weight: Float = 1, probability: Double) {
    (self.state, self.weight, self.probability) = (state, weight, probability)
  }

  /// The trajectory's serial number.
  package var serial: Int { state.serial }
  /// The trajectory's row.
  package var step: Int { state.step }
}
