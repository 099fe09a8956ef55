/// The subtree that remains of a tree after actions were taken: the state that they led to becomes the root.
///
/// The root is inferred again from the new observation, with the priors and the noise of the new search. The
/// visits and values of the edges that are still legal, and everything below them, are kept.
struct KeptSubtree {
  /// The root's actions that have a child, and the index of that child.
  let children: [(action: Int32, node: Int32)]
  /// The number of nodes, the root included.
  let nodes: Int

  /// The number of visits of the root: one for each node below it.
  var visits: Int { nodes - 1 }
}

extension Forest {
  /// Makes the node that `actions` lead to the root of its tree, and keeps everything below it except
  /// subtrees of actions that are not `legal` there. Records move to the front of the tree's memory in their
  /// order; latent states keep their slots.
  ///
  /// Returns nil, and changes nothing, if there is no such node.
  func keepSubtree(of tree: Int, behind actions: [Int], legal: [Int]?) -> KeptSubtree? {
    guard let nodeSlots, let top = node(of: tree, behind: actions), top != 0 else { return nil }
    let (nodes, count, edges) = (trees[tree].nodes, trees[tree].count, Int(trees[tree].edges))
    let legal = legal.map(Set.init)
    var kept = [top]
    var children: [(action: Int32, node: Int32)] = []
    // The new index of each old node; −1 if it is dropped. Parents come before their children.
    var indices = [Int32](repeating: -1, count: Int(count))
    indices[Int(top)] = 0
    for index in top + 1..<max(top + 1, count) {
      let node = node(index, of: nodes)
      guard indices[Int(node.parent)] >= 0 else { continue }
      if node.parent == top {
        if let legal, !legal.contains(Int(node.edge)) { continue }
        children.append((node.edge, Int32(kept.count)))
      }
      indices[Int(index)] = Int32(kept.count)
      kept.append(index)
    }
    moveSlots(of: tree, kept: kept, to: nodeSlots)
    for (index, old) in kept.enumerated() {
      let record = node(Int32(index), of: nodes)
      if old != index {
        record.record.copyMemory(from: node(old, of: nodes).record, byteCount: layout.stride)
      }
      if index > 0 { record.parent = indices[Int(record.parent)] }
      let below = record.children(layout)
      for edge in 0..<edges where below[edge] != 0 { below[edge] = max(0, indices[Int(below[edge])]) }
    }
    return KeptSubtree(children: children, nodes: kept.count)
  }

  /// Attaches a kept subtree to the new root of its tree.
  func graft(_ subtree: KeptSubtree, onto tree: Int) {
    let (state, root) = (trees + tree, node(0, tree: tree))
    let actions = UnsafeBufferPointer(
      start: legalActions + tree * capacity.actions, count: Int(state.pointee.rootEdges))
    let edges = Dictionary(uniqueKeysWithValues: actions.enumerated().map { ($1, $0) })
    var sum = 0.0
    for (action, index) in subtree.children {
      let (edge, child) = (edges[action]!, node(Int(index), tree: tree))
      let visits = Float(child.visits)
      child.edge = Int32(edge)
      child.prior = root.sharedPriors[edge]
      root.children(layout)[edge] = index
      root.values(layout)[edge] = child.reward + state.pointee.discount * child.valueSum / visits
      root.sharedPriors[edge] = child.prior / (1 + visits)
      sum += Double(visits) * Double(child.reward)
      sum += Double(state.pointee.discount) * (Double(child.valueSum) + Double(child.valueSumLow))
    }
    root.visits = Int32(subtree.visits)
    root.valueSum = Float(sum)
    root.valueSumLow = Float(sum - Double(root.valueSum))
    state.pointee.count = Int32(subtree.nodes)
    for index in 1..<max(1, subtree.nodes) {
      let child = node(index, tree: tree)
      let quality = node(Int(child.parent), tree: tree).values(layout)[Int(child.edge)]
      state.pointee.lowest = min(state.pointee.lowest, quality)
      state.pointee.highest = max(state.pointee.highest, quality)
    }
  }

  /// The node that actions lead to from a tree's root; nil if there is none.
  private func node(of tree: Int, behind actions: [Int]) -> Int32? {
    var index: Int32 = 0
    for action in actions {
      let edge = (0..<edges(of: Int(index), tree: tree)).first {
        self.action(edge: Int32($0), of: index, tree: tree) == action
      }
      guard let edge else { return nil }
      index = node(Int(index), tree: tree).children(layout)[edge]
      if index == 0 { return nil }
    }
    return index
  }

  /// Reorders the tree's slots: the slots of kept nodes come first, in the nodes' order, and the free ones
  /// after them.
  private func moveSlots(of tree: Int, kept: [Int32], to nodeSlots: UnsafeMutablePointer<Int32>) {
    let slots = UnsafeMutableBufferPointer(
      start: nodeSlots + place(tree: tree, node: 0), count: capacity.nodesPerTree)
    let own = kept.map { slots[Int($0)] }
    var isKept = [Bool](repeating: false, count: slots.count)
    for index in kept { isKept[Int(index)] = true }
    let others = slots.indices.filter { !isKept[$0] }.map { slots[$0] }
    _ = slots.update(fromContentsOf: own + others)
  }
}
