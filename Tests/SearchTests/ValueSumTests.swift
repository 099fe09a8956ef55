import Testing

@testable import Search

/// Sums of values stay exact over many simulations.
@Suite struct ValueSumTests {
  /// One state, whose value is the same whatever is done.
  private final class Constant: Evaluator {
    let priorForm = PriorForm.probabilities
    let value: Float

    init(_ value: Float) { self.value = value }

    func submit(roots batch: RootBatch) -> InferenceHandle {
      batch.priors.update(repeating: 1, count: batch.count * batch.actions)
      return InferenceHandle()
    }

    func submit(leaves batch: LeafBatch) -> InferenceHandle {
      batch.priors.update(repeating: 1, count: batch.count * batch.actions)
      batch.rewards.update(repeating: 0, count: batch.count)
      batch.values.update(repeating: value, count: batch.count)
      return InferenceHandle()
    }

    func wait(for handle: InferenceHandle) {}
  }

  @Test func aRootHasTheMeanOfOneValue() throws {
    let value: Float = 0.0866703
    let simulations = 100_000
    let search = try TreeSearch(capacity: SearchCapacity(trees: 1, simulations: simulations, actions: 16))
    _ = try search.run(
      [TreeRequest(simulations: simulations, actions: 16, discount: 1)], evaluator: Constant(value))
    let root = search.result(of: 0).rootValue
    #expect(abs(Double(root) / Double(value) - 1) < 1e-6, "\(root)")
  }
}
