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

  @inline(__always)
  func slot(tree: Int, node: Int) -> Int { tree &* capacity.nodesPerTree &+ node }

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

  /// Makes a tree ready for its root.
  func begin(tree: Int, _ request: TreeRequest, exploration: UnsafePointer<Float>) {
    let legal = request.legalActions ?? Array(0..<request.actions)
    for (edge, action) in legal.enumerated() { legalActions[tree * capacity.actions + edge] = Int32(action) }
    trees[tree] = TreeState(
      nodes: nodes + slot(tree: tree, node: 0) * layout.stride, exploration: exploration, lowest: .infinity,
      highest: -.infinity, discount: Float(request.players == 2 ? -request.discount : request.discount),
      rootEdges: Int32(legal.count), edges: Int32(request.actions), count: 0, leafParent: 0, leafEdge: 0,
      simulations: Int32(request.simulations),
      triesAsParent: request.unvisitedValue == .parent, usesGumbel: request.gumbel != nil)
  }
}
