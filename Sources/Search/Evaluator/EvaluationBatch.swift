/// The roots of one batch. Its memory belongs to the search and lives as long as the search.
public struct RootBatch {
  /// The number of roots.
  public let count: Int
  /// The distance between the rows of `priors`: the number of actions of the search's capacity.
  public let actions: Int
  /// The index of the pipeline group that submits the batch. A group has at most one batch under way.
  public let group: Int
  /// The index of each root's tree within the search: [count].
  public let trees: UnsafePointer<Int32>
  /// The slot that each root's latent state is to be written to: [count].
  public let slots: UnsafePointer<Int32>
  /// An output of the evaluator: the value of each root, seen by the player to move: [count]. Only Gumbel
  /// MuZero's rules read it.
  public let values: UnsafeMutablePointer<Float>
  /// An output of the evaluator: the priors of each root: [count, actions]. A tree with fewer actions reads
  /// the first of its row.
  public let priors: UnsafeMutablePointer<Float>
}

/// The leaves of one batch. Its memory belongs to the search and lives as long as the search.
public struct LeafBatch {
  /// The number of leaves.
  public let count: Int
  /// The distance between the rows of `priors`: the number of actions of the search's capacity.
  public let actions: Int
  /// The index of the pipeline group that submits the batch. A group has at most one batch under way.
  public let group: Int
  /// The index of each leaf's tree within the search: [count].
  public let trees: UnsafePointer<Int32>
  /// The slot of the parent's latent state, in which the action is taken: [count].
  public let parentSlots: UnsafePointer<Int32>
  /// The action that leads from the parent to the leaf: [count].
  public let leafActions: UnsafePointer<Int32>
  /// The slot that each leaf's latent state is to be written to: [count].
  public let childSlots: UnsafePointer<Int32>
  /// An output of the evaluator: the reward of the action, seen by the player who acts in the parent:
  /// [count].
  public let rewards: UnsafeMutablePointer<Float>
  /// An output of the evaluator: the value of each leaf, seen by the player to move there: [count].
  public let values: UnsafeMutablePointer<Float>
  /// An output of the evaluator: the priors of each leaf: [count, actions]. A tree with fewer actions reads
  /// the first of its row.
  public let priors: UnsafeMutablePointer<Float>
}
