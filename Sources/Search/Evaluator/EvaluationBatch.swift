/// The roots of one batch. The memory is the search's, and lives as long as it.
public struct RootBatch {
  /// How many roots there are.
  public let count: Int
  /// The distance between rows of `priors`: the capacity's actions.
  public let actions: Int
  /// Which pipeline group asks: a pipeline group has one batch at a time.
  public let group: Int
  /// The trees' numbers within the search: [count].
  public let trees: UnsafePointer<Int32>
  /// Where the roots' latent states go: [count].
  public let slots: UnsafePointer<Int32>
  /// What the evaluator writes, seen by the player to move; only Gumbel MuZero's rules read it: [count].
  public let values: UnsafeMutablePointer<Float>
  /// What the evaluator writes: [count, actions], of which a tree of fewer actions reads the first.
  public let priors: UnsafeMutablePointer<Float>
}

/// The leaves of one batch. The memory is the search's, and lives as long as it.
public struct LeafBatch {
  /// How many leaves there are.
  public let count: Int
  /// The distance between rows of `priors`: the capacity's actions.
  public let actions: Int
  /// Which pipeline group asks: a pipeline group has one batch at a time.
  public let group: Int
  /// The trees' numbers within the search: [count].
  public let trees: UnsafePointer<Int32>
  /// Where the latent states lie that the actions are taken in: [count].
  public let parentSlots: UnsafePointer<Int32>
  /// The actions that lead to the leaves: [count].
  public let leafActions: UnsafePointer<Int32>
  /// Where the leaves' latent states go: [count].
  public let childSlots: UnsafePointer<Int32>
  /// What the evaluator writes, seen by the player who acts in the parent: [count].
  public let rewards: UnsafeMutablePointer<Float>
  /// What the evaluator writes, seen by the player to move in the leaf: [count].
  public let values: UnsafeMutablePointer<Float>
  /// What the evaluator writes: [count, actions], of which a tree of fewer actions reads the first.
  public let priors: UnsafeMutablePointer<Float>
}
