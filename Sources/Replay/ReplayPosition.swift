/// A state in a replay buffer: a row of a trajectory.
package struct StatePosition: Sendable, Hashable {
  /// The trajectory's number, counted from 0 over all that were ever appended.
  package let serial: Int
  /// The trajectory's row.
  package let step: Int

  package init(serial: Int, step: Int) { (self.serial, self.step) = (serial, step) }
}

/// A step that was drawn from a replay buffer.
package struct ReplayPosition: Sendable, Equatable {
  /// The state where it begins.
  package let state: StatePosition
  /// (1 / (N · P))^β, divided by the largest of those drawn together.
  package internal(set) var weight: Float
  /// P: with which it was drawn.
  package let probability: Double

  package init(state: StatePosition, weight: Float = 1, probability: Double) {
    (self.state, self.weight, self.probability) = (state, weight, probability)
  }

  /// The trajectory's number.
  package var serial: Int { state.serial }
  /// The trajectory's row.
  package var step: Int { state.step }
}
