/// The size of the memory that a search reserves once.
public struct SearchCapacity: Sendable, Equatable {
  /// The largest number of trees of a search.
  public let trees: Int
  /// The largest number of simulations of a tree.
  public let simulations: Int
  /// The largest number of actions of a node.
  public let actions: Int
  /// Whether a tree may continue from a subtree of the previous search; see `TreeRequest.taken`.
  public let keepsSubtrees: Bool

  /// A capacity of these numbers, each at least 1.
  public init(trees: Int, simulations: Int, actions: Int, keepsSubtrees: Bool = false) {
    if let fault = Self.fault(trees: trees, simulations: simulations, actions: actions) {
      preconditionFailure(fault)
    }
    (self.trees, self.simulations, self.actions) = (trees, simulations, actions)
    self.keepsSubtrees = keepsSubtrees
  }

  /// The reason why this capacity cannot be reserved; nil if it can.
  package static func fault(trees: Int, simulations: Int, actions: Int) -> String? {
    if trees < 1 || simulations < 1 || actions < 1 {
      return "\(trees) trees, \(simulations) simulations and \(actions) actions, where 1 is the least"
    }
    let limit = Int(Int32.max)
    if simulations >= limit || trees > limit / (simulations + 1) || actions > limit {
      return "\(trees) trees of \(simulations) simulations and \(actions) actions are more than 32 bits count"
    }
    let (bytes, isTooLarge) = (trees * (simulations + 1)).multipliedReportingOverflow(
      by: NodeLayout(actions: actions).stride)
    if isTooLarge || bytes > 1 << 40 {
      return "\(trees) trees of \(simulations) simulations and \(actions) actions take more than a terabyte"
    }
    return nil
  }

  /// The number of nodes of a tree: one for each simulation, and the root.
  public var nodesPerTree: Int { simulations + 1 }

  /// The number of latent slots that an evaluator needs: one for each node of all trees.
  public var slots: Int { trees * nodesPerTree }

  /// The size of a node with its edges, in bytes: at most 48 + 12 · actions.
  package var bytesPerNode: Int { NodeLayout(actions: actions).stride }
}
