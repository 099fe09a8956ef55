/// All trees of a search, as pointers into its memory. Copies share the memory, which `SearchMemory` owns.
struct Forest {
  let capacity: SearchCapacity
  let layout: NodeLayout
  /// The nodes' records: [trees, nodesPerTree].
  let nodes: UnsafeMutableRawPointer
  /// The state of each tree: [trees].
  let trees: UnsafeMutablePointer<TreeState>
  /// The networks' own value of each node; nodes below the root have one only with Gumbel MuZero's rules:
  /// [trees, nodesPerTree].
  let ownValues: UnsafeMutablePointer<Float>
  /// The action of each of the root's edges: [trees, actions].
  let legalActions: UnsafeMutablePointer<Int32>
  /// The sum of Gumbel number and logit of each of the root's edges, for trees searched by Gumbel MuZero's
  /// rules; logits are shifted so that the largest is 0: [trees, actions].
  let rootScores: UnsafeMutablePointer<Float>
  /// The slot of each node within its tree: [trees, nodesPerTree]. Nil if no subtrees are kept, and node n
  /// has slot n.
  let nodeSlots: UnsafeMutablePointer<Int32>?

  /// The index of a node's record among those of all trees.
  @inline(__always)
  func place(tree: Int, node: Int) -> Int { tree &* capacity.nodesPerTree &+ node }

  /// The index of the slot that holds a node's latent state.
  @inline(__always)
  func slot(tree: Int, node: Int) -> Int {
    let own = nodeSlots.map { Int($0[place(tree: tree, node: node)]) } ?? node
    return place(tree: tree, node: own)
  }

  @inline(__always)
  func node(_ index: Int32, of nodes: UnsafeMutableRawPointer) -> Node {
    Node(record: nodes + Int(index) &* layout.stride)
  }

  func node(_ index: Int, tree: Int) -> Node { node(Int32(index), of: trees[tree].nodes) }

  @inline(__always)
  func action(edge: Int32, of node: Int32, tree: Int) -> Int32 {
    node == 0 ? legalActions[tree &* capacity.actions &+ Int(edge)] : edge
  }

  func edges(of node: Int, tree: Int) -> Int { Int(node == 0 ? trees[tree].rootEdges : trees[tree].edges) }

  /// Prepares a tree for its root. `simulations` is the number after which it ends.
  func begin(tree: Int, _ request: TreeRequest, simulations: Int, exploration: UnsafePointer<Float>) {
    let legal = request.legalActions ?? Array(0..<request.actions)
    for (edge, action) in legal.enumerated() { legalActions[tree * capacity.actions + edge] = Int32(action) }
    trees[tree] = TreeState(
      nodes: nodes + place(tree: tree, node: 0) * layout.stride, exploration: exploration, lowest: .infinity,
      highest: -.infinity, discount: Float(request.players == 2 ? -request.discount : request.discount),
      rootEdges: Int32(legal.count), edges: Int32(request.actions), count: 0, leafParent: 0, leafEdge: 0,
      simulations: Int32(simulations),
      triesAsParent: request.unvisitedValue == .parent, usesGumbel: request.gumbel != nil)
  }
}
