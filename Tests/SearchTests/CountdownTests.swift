import Search
import Testing

/// The evaluator of one's own that `docs/search.md` shows.
@Suite struct CountdownTests {
  @Test func theGoalIsFound() throws {
    let search = try TreeSearch(capacity: SearchCapacity(trees: 2, simulations: 50, actions: 2))
    let statistics = try search.run(
      [TreeRequest(simulations: 50, actions: 2), TreeRequest(simulations: 20, actions: 2)],
      evaluator: Countdown(slots: search.capacity.slots))
    #expect(search.result(of: 0).action(temperature: 0) == 0)
    #expect(search.result(of: 0).rootValue > 0)
    #expect(statistics.leaves == 70)
  }
}

/// States that count steps to a goal.
private final class Countdown: Evaluator {
  let priorForm = PriorForm.logits
  private var distance: [Int]

  init(slots: Int) { distance = Array(repeating: 0, count: slots) }

  func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count { distance[Int(batch.slots[row])] = 5 }
    batch.priors.update(repeating: 0, count: batch.count * batch.actions)
    return InferenceHandle()
  }

  func submit(leaves batch: LeafBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      let parent = distance[Int(batch.parentSlots[row])]
      let own = batch.leafActions[row] == 0 ? parent - 1 : parent + 1
      distance[Int(batch.childSlots[row])] = own
      batch.rewards[row] = own == 0 ? 1 : 0
      batch.values[row] = 0
    }
    batch.priors.update(repeating: 0, count: batch.count * batch.actions)
    return InferenceHandle()
  }

  func wait(for handle: InferenceHandle) {}
}
