import Search

/// Evaluates leaves by tables, one for each tree. A latent state is the number of a state.
package final class TabularEvaluator: Evaluator {
  package let priorForm = PriorForm.logits
  private let models: [TabularModel]
  /// The initial states of the searches: [trees].
  package var roots: [Int]
  /// The state in each slot, −1 if there is none: [slots].
  private var states: [Int32]

  /// `models` and `roots`, [trees], are the tables and the initial states.
  package init(models: [TabularModel], roots: [Int], slots: Int) {
    precondition(models.count == roots.count, "\(models.count) models, \(roots.count) roots")
    self.models = models
    self.roots = roots
    states = Array(repeating: -1, count: slots)
  }

  package func submit(roots batch: RootBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      let tree = Int(batch.trees[row])
      states[Int(batch.slots[row])] = Int32(roots[tree])
      batch.values[row] = models[tree].values[roots[tree]]
      writeLogits(of: roots[tree], models[tree], batch.priors + row * batch.actions)
    }
    return InferenceHandle()
  }

  package func submit(leaves batch: LeafBatch) -> InferenceHandle {
    for row in 0..<batch.count {
      let model = models[Int(batch.trees[row])]
      let state = Int(states[Int(batch.parentSlots[row])])
      precondition(state >= 0, "a leaf's parent in slot \(batch.parentSlots[row]) was never evaluated")
      let entry = state * model.actions + Int(batch.leafActions[row])
      let next = Int(model.nextStates[entry])
      states[Int(batch.childSlots[row])] = Int32(next)
      batch.rewards[row] = model.rewards[entry]
      batch.values[row] = model.values[next]
      writeLogits(of: next, model, batch.priors + row * batch.actions)
    }
    return InferenceHandle()
  }

  package func wait(for handle: InferenceHandle) {}

  private func writeLogits(of state: Int, _ model: TabularModel, _ logits: UnsafeMutablePointer<Float>) {
    for action in 0..<model.actions { logits[action] = model.policyLogits[state * model.actions + action] }
  }
}
