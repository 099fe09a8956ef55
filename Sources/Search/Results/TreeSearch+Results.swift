/// The results of a search, available until the next one begins.
extension TreeSearch {
  /// The result of the search of `tree`.
  public func result(of tree: Int) -> TreeResult {
    let request = request(of: tree)
    let (forest, root) = (memory.forest, memory.forest.node(0, tree: tree))
    var visits = Array(repeating: 0, count: request.actions)
    var values = Array(repeating: Float(0), count: request.actions)
    var priors = values
    for edge in 0..<forest.edges(of: 0, tree: tree) {
      let action = Int(forest.action(edge: Int32(edge), of: 0, tree: tree))
      let branch = self.edge(edge, of: 0, tree: tree)
      priors[action] = branch.prior
      guard let child = branch.child else { continue }
      visits[action] = Int(forest.node(child, tree: tree).visits)
      values[action] = root.values(forest.layout)[edge]
    }
    return TreeResult(
      visits: visits, values: values, priors: priors, rootValue: root.valueSum / Float(root.visits),
      simulations: simulations(of: tree), key: request.key, gumbel: gumbelResult(of: tree))
  }

  /// The result of Gumbel MuZero's rules at a root; nil if the tree was searched by pUCT.
  private func gumbelResult(of tree: Int) -> TreeResult.Gumbel? {
    guard gumbelTrees.indices.contains(tree), let gumbel = gumbelTrees[tree] else { return nil }
    let (forest, state) = (memory.forest, memory.forest.trees[tree])
    let count = Int(state.rootEdges)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: GumbelEdges.roomPerEdge * count) { room in
      let edges = GumbelEdges(
        of: forest.node(0, of: state.nodes), edges: count, isPart: state.rootEdges < state.edges,
        value: forest.ownValues[forest.place(tree: tree, node: 0)], search: gumbel.search, forest: forest,
        nodes: state.nodes, room: room.baseAddress!)
      var policy = [Float](repeating: 0, count: Int(state.edges))
      for (edge, share) in edges.improvedPolicy().enumerated() {
        policy[Int(forest.action(edge: Int32(edge), of: 0, tree: tree))] = share
      }
      let best = edges.best(
        scores: forest.rootScores + tree * forest.capacity.actions, visits: edges.maximumVisits)
      return TreeResult.Gumbel(
        policy: policy, action: Int(forest.action(edge: Int32(best), of: 0, tree: tree)))
    }
  }

  /// The shape of the tree `tree`.
  public func shape(of tree: Int) -> TreeShape {
    let count = simulations(of: tree) + 1
    var depths = Array(repeating: 0, count: count)
    for node in 1..<count { depths[node] = depths[Int(memory.forest.node(node, tree: tree).parent)] + 1 }
    var variation: [Int] = []
    var node = 0
    while let edge = mostVisitedEdge(of: node, tree: tree),
      let child = self.edge(edge, of: node, tree: tree).child
    {
      variation.append(Int(memory.forest.action(edge: Int32(edge), of: Int32(node), tree: tree)))
      node = child
    }
    return TreeShape(
      nodes: count, deepest: depths.max() ?? 0, meanDepth: Double(depths.reduce(0, +)) / Double(count - 1),
      principalVariation: variation)
  }

  func request(of tree: Int) -> TreeRequest {
    precondition(
      requests.indices.contains(tree), "tree \(tree) of a search that ended with \(requests.count) trees")
    return requests[tree]
  }

  /// The number of simulations that a tree has had, those of a kept subtree included.
  func simulations(of tree: Int) -> Int {
    precondition(
      requests.indices.contains(tree), "tree \(tree) of a search that ended with \(requests.count) trees")
    return Int(memory.forest.trees[tree].count) - 1
  }

  /// An edge's prior, and the index of its child; nil while it has none.
  func edge(_ edge: Int, of node: Int, tree: Int) -> (prior: Float, child: Int?) {
    let record = memory.forest.node(node, tree: tree)
    let child = Int(record.children(memory.forest.layout)[edge])
    return child == 0
      ? (record.sharedPriors[edge], nil) : (memory.forest.node(child, tree: tree).prior, child)
  }

  private func mostVisitedEdge(of node: Int, tree: Int) -> Int? {
    var best: (edge: Int, visits: Int32)?
    for edge in 0..<memory.forest.edges(of: node, tree: tree) {
      guard let child = self.edge(edge, of: node, tree: tree).child else { continue }
      let visits = memory.forest.node(child, tree: tree).visits
      if visits > best?.visits ?? 0 { best = (edge, visits) }
    }
    return best?.edge
  }
}
