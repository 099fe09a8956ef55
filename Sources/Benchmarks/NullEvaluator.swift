import Search

/// An evaluator that does next to nothing: it returns random numbers by slot, so that trees grow as they do
/// with a network while almost all time is the search's own.
package final class NullEvaluator: Evaluator {
  package let priorForm = PriorForm.probabilities
  /// Random numbers from 0 to 1. The priors of a node are adjacent ones of these.
  private let numbers: [Float]
  private static let period = 1 << 12

  package init(actions: Int) {
    var state: UInt32 = 1
    numbers = (0..<Self.period + actions).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) * 0x1p-24
    }
  }

  package func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      writePriors(batch.priors + row * batch.actions, batch.actions, Self.place(batch.slots[row]))
    }
    return InferenceHandle()
  }

  package func submit(leaves batch: LeafBatch) -> InferenceHandle {
    numbers.withUnsafeBufferPointer { numbers in
      for row in 0..<batch.count {
        let place = Self.place(batch.childSlots[row])
        batch.rewards[row] = 0
        batch.values[row] = 2 * numbers[place] - 1
      }
    }
    for row in 0..<batch.count {
      writePriors(batch.priors + row * batch.actions, batch.actions, Self.place(batch.childSlots[row]))
    }
    return InferenceHandle()
  }

  package func wait(for handle: InferenceHandle) {}

  private static func place(_ slot: Int32) -> Int {
    Int((UInt32(bitPattern: slot) &* 2_654_435_761) >> 20)
  }

  private func writePriors(_ priors: UnsafeMutablePointer<Float>, _ count: Int, _ place: Int) {
    numbers.withUnsafeBufferPointer { priors.update(from: $0.baseAddress! + place, count: count) }
  }
}
