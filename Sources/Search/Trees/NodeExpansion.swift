import Foundation

/// Writes new nodes into trees.
struct NodeExpansion {
  let forest: Forest
  let priorForm: PriorForm

  private typealias Vector = SIMD8<Float>

  /// Writes the tree's next node. Returns false if a number is not finite or the priors cannot be normalized;
  /// the tree is unusable then.
  ///
  /// `row` holds the priors as the evaluator gave them: [actions].
  @inline(__always)
  func addLeaf(
    to tree: UnsafeMutablePointer<TreeState>, reward: Float, value: Float, row: UnsafePointer<Float>
  ) -> Bool {
    let index = tree.pointee.count
    let (parentIndex, edge) = (tree.pointee.leafParent, tree.pointee.leafEdge)
    let node = forest.node(index, of: tree.pointee.nodes)
    let parent = forest.node(parentIndex, of: tree.pointee.nodes)
    node.parent = parentIndex
    node.edge = edge
    node.visits = 1
    node.valueSum = value
    node.valueSumLow = 0
    node.reward = reward
    node.prior = parent.sharedPriors[Int(edge)]
    parent.children(forest.layout)[Int(edge)] = index
    tree.pointee.count = index &+ 1
    let areFinite = ((reward + value) * 0) == 0
    return areFinite && setPriors(of: node, edges: Int(tree.pointee.edges), row)
  }

  /// Writes a tree's root. Returns false as for a leaf. If all of the probability lies on illegal actions,
  /// the legal ones share it equally.
  ///
  /// `noise` makes up `share` of the priors: [legal actions] of the root; nil for none.
  func addRoot(to tree: Int, row: UnsafePointer<Float>, noise: [Double]?, share: Double) -> Bool {
    let state = forest.trees + tree
    let root = forest.node(0, of: state.pointee.nodes)
    root.parent = 0
    root.edge = 0
    root.visits = 0
    root.valueSum = 0
    root.valueSumLow = 0
    root.reward = 0
    root.prior = 1
    state.pointee.count = 1
    let edges = Int(state.pointee.rootEdges)
    let all = Int(state.pointee.edges)
    guard (0..<all).allSatisfy({ row[$0].isFinite }) else { return false }
    var legal = (0..<edges).map { row[Int(forest.action(edge: Int32($0), of: 0, tree: tree))] }
    if priorForm == .probabilities, legal.allSatisfy({ $0 == 0 }), (0..<all).contains(where: { row[$0] > 0 })
    {
      legal = legal.map { _ in 1 }
    }
    guard legal.withUnsafeBufferPointer({ setPriors(of: root, edges: edges, $0.baseAddress!) }) else {
      return false
    }
    guard let noise else { return true }
    for edge in 0..<edges {
      root.sharedPriors[edge] = Float((1 - share) * Double(root.sharedPriors[edge]) + share * noise[edge])
    }
    return true
  }

  /// Gives a node edges without children, and their priors, which sum to 1. Returns false if the priors
  /// cannot be normalized.
  @inline(__always)
  private func setPriors(of node: Node, edges: Int, _ row: UnsafePointer<Float>) -> Bool {
    let (priors, children) = (node.sharedPriors, node.children(forest.layout))
    var sum: Float = 0
    switch priorForm {
    case .probabilities:
      sum = Self.sum(row, edges)
      guard sum > 0, sum.isFinite else { return false }
      let scale = 1 / sum
      for edge in 0..<edges { priors[edge] = row[edge] * scale }
    case .logits:
      var highest = row[0]
      var check: Float = 0
      for edge in 0..<edges {
        highest = max(highest, row[edge])
        check += row[edge] * 0
      }
      guard check == 0 else { return false }
      for edge in 0..<edges {
        let weight = exp(row[edge] - highest)
        priors[edge] = weight
        sum += weight
      }
      let scale = 1 / sum
      for edge in 0..<edges { priors[edge] *= scale }
    }
    children.update(repeating: 0, count: edges)
    return true
  }

  /// The sum of `count` numbers, in the same order as `prior_sum` in `Kernels/tree_search.cl`; the order
  /// depends on the count alone.
  @inline(__always)
  private static func sum(_ row: UnsafePointer<Float>, _ count: Int) -> Float {
    var edge = 0
    var sum: Float = 0
    if count >= 8 {
      var sums = Vector.zero
      while edge &+ 8 <= count {
        sums += UnsafeRawPointer(row + edge).loadUnaligned(as: Vector.self)
        edge &+= 8
      }
      let halves = sums.lowHalf + sums.highHalf
      let quarters = halves.lowHalf + halves.highHalf
      sum = quarters[0] + quarters[1]
    }
    while edge < count {
      sum += row[edge]
      edge &+= 1
    }
    return sum
  }
}
