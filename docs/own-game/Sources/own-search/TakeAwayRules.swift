import Search

/// The rules of take-away as what a tree search asks: states are numbers of stones, kept by their slots.
final class TakeAwayRules: Evaluator {
  let priorForm = PriorForm.probabilities
  private let heap: Int
  private var heaps: [Int]

  /// Of searches that begin with so many stones.
  init(heap: Int, capacity: SearchCapacity) {
    self.heap = heap
    heaps = Array(repeating: 0, count: capacity.slots)
  }

  func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      heaps[Int(batch.slots[row])] = heap
      batch.values[row] = 0
    }
    for place in 0..<batch.count * batch.actions { batch.priors[place] = 1 }
    return InferenceHandle()
  }

  /// Who takes the last stone has won; who takes more than there are has lost. Behind the end nothing changes.
  func submit(leaves batch: LeafBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      let stones = heaps[Int(batch.parentSlots[row])]
      let left = stones - 1 - Int(batch.leafActions[row])
      heaps[Int(batch.childSlots[row])] = max(0, left)
      batch.rewards[row] = stones == 0 || left > 0 ? 0 : left == 0 ? 1 : -1
      batch.values[row] = 0
    }
    for place in 0..<batch.count * batch.actions { batch.priors[place] = 1 }
    return InferenceHandle()
  }

  func wait(for handle: InferenceHandle) {}
}
