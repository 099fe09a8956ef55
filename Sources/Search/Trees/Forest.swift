/// All trees of a search, as pointers into its memory: copied freely, owned by `SearchMemory`.
struct Forest {
  let capacity: SearchCapacity
  let layout: NodeLayout
  /// [trees, nodesPerTree] records.
  let nodes: UnsafeMutableRawPointer
  /// [trees]
  let trees: UnsafeMutablePointer<TreeState>
  /// [trees, nodesPerTree]: the networks' own value of each node.
  let ownValues: UnsafeMutablePointer<Float>
  /// [trees, actions]: the action of each of the root's edges.
  let legalActions: UnsafeMutablePointer<Int32>
  /// [trees, actions]: of trees by Gumbel MuZero's rules, the sum of each root edge's Gumbel number and logit, of which the
  /// largest logit is 0.
  let rootScores: UnsafeMutablePointer<Float>
  /// [trees, nodesPerTree]: which of its tree's slots each node has; nil where node n has slot n, as no subtrees are kept.
  let nodeSlots: UnsafeMutablePointer<Int32>?

  /// Where a node's record lies among those of all trees.
  @inline(__always)
  func place(tree: Int, node: Int) -> Int { tree &* capacity.nodesPerTree &+ node }

  /// The slot of a node's latent state.
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

  /// The action of a node's edge.
  @inline(__always)
  func action(edge: Int32, of node: Int32, tree: Int) -> Int32 {
    node == 0 ? legalActions[tree &* capacity.actions &+ Int(edge)] : edge
  }

  /// How many edges a node has.
  func edges(of node: Int, tree: Int) -> Int { Int(node == 0 ? trees[tree].rootEdges : trees[tree].edges) }

  /// Makes a tree ready for its root; it ends with so many simulations.
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
