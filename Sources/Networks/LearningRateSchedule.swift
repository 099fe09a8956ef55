import Foundation

/// The learning rate of each training step: initial · factor^(step / steps), as in MuZero's pseudocode, with a linear
/// rise at the beginning. Steps are counted from 0.
package struct LearningRateSchedule: Sendable, Equatable {
  package let initial: Double
  package let factor: Double
  package let steps: Int
  /// The number of steps over which the rate rises linearly, the first one included; 0 for none.
  package let warmUpSteps: Int

  package init(initial: Double, factor: Double, steps: Int, warmUpSteps: Int = 0) {
    precondition(
      initial >= 0 && initial.isFinite && factor >= 0 && factor.isFinite && steps > 0 && warmUpSteps >= 0,
      "a learning rate of \(initial) · \(factor)^(step / \(steps)), which rises over \(warmUpSteps) steps")
    (self.initial, self.factor) = (initial, factor)
    (self.steps, self.warmUpSteps) = (steps, warmUpSteps)
  }

  /// The rate of the update after `step` updates: the decayed rate times min(1, (step + 1) / warmUpSteps).
  package func rate(at step: Int) -> Double {
    precondition(step >= 0, "the learning rate of step \(step)")
    let rate = initial * pow(factor, Double(step) / Double(steps))
    return step + 1 < warmUpSteps ? rate * Double(step + 1) / Double(warmUpSteps) : rate
  }
}
