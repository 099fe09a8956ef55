/// The roots of one batch. The memory is the search's, and lives as long as it.
package struct RootBatch {
  package let count: Int
  /// The distance between rows of `priors`: the capacity's actions.
  package let actions: Int
  /// Which cohort asks: a cohort has one batch at a time.
  package let cohort: Int
  /// The trees' numbers within the search: [count].
  package let trees: UnsafePointer<Int32>
  /// Where the roots' latent states go: [count].
  package let slots: UnsafePointer<Int32>
  /// What the evaluator writes, seen by the player to move; only Gumbel MuZero's rules read it: [count].
  package let values: UnsafeMutablePointer<Float>
  /// What the evaluator writes: [count, actions], of which a tree of fewer actions reads the first.
  package let priors: UnsafeMutablePointer<Float>
}

/// The leaves of one batch. The memory is the search's, and lives as long as it.
package struct LeafBatch {
  package let count: Int
  /// The distance between rows of `priors`: the capacity's actions.
  package let actions: Int
  /// Which cohort asks: a cohort has one batch at a time.
  package let cohort: Int
  /// The trees' numbers within the search: [count].
  package let trees: UnsafePointer<Int32>
  /// Where the latent states lie that the actions are taken in: [count].
  package let parentSlots: UnsafePointer<Int32>
  /// The actions that lead to the leaves: [count].
  package let leafActions: UnsafePointer<Int32>
  /// Where the leaves' latent states go: [count].
  package let childSlots: UnsafePointer<Int32>
  /// What the evaluator writes, seen by the player who acts in the parent: [count].
  package let rewards: UnsafeMutablePointer<Float>
  /// What the evaluator writes, seen by the player to move in the leaf: [count].
  package let values: UnsafeMutablePointer<Float>
  /// What the evaluator writes: [count, actions], of which a tree of fewer actions reads the first.
  package let priors: UnsafeMutablePointer<Float>
}
