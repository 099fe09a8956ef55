/// How much room a search reserves, once.
public struct SearchCapacity: Sendable, Equatable {
  /// The most trees of a search.
  public let trees: Int
  /// The most simulations of a tree.
  public let simulations: Int
  /// The most actions of a node.
  public let actions: Int
  /// Whether trees may go on from what is left of them after moves; see `TreeRequest.taken`.
  public let keepsSubtrees: Bool

  /// Room for so many, of each at least 1.
  public init(trees: Int, simulations: Int, actions: Int, keepsSubtrees: Bool = false) {
    if let fault = Self.fault(trees: trees, simulations: simulations, actions: actions) {
      preconditionFailure(fault)
    }
    (self.trees, self.simulations, self.actions) = (trees, simulations, actions)
    self.keepsSubtrees = keepsSubtrees
  }

  /// Why so much cannot be reserved; nil where it can.
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

  /// A tree's nodes: one for each simulation, and the root.
  public var nodesPerTree: Int { simulations + 1 }

  /// The latent slots that an evaluator needs, one for each node.
  public var slots: Int { trees * nodesPerTree }

  /// The bytes of a node with its edges: at most 48 + 12 · actions.
  package var bytesPerNode: Int { NodeLayout(actions: actions).stride }
}
