import Search

/// All of the probability on action 1.
final class OneHotEvaluator: Evaluator {
  let priorForm = PriorForm.probabilities

  func submit(roots batch: RootBatch) -> InferenceHandle {
    for action in 0..<batch.actions { batch.priors[action] = action == 1 ? 1 : 0 }
    return InferenceHandle()
  }

  func submit(leaves batch: LeafBatch) -> InferenceHandle {
    (batch.rewards[0], batch.values[0]) = (0, 0)
    for action in 0..<batch.actions { batch.priors[action] = action == 1 ? 1 : 0 }
    return InferenceHandle()
  }

  func wait(for handle: InferenceHandle) {}
}
