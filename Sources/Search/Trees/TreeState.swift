/// The state of a tree beside its nodes, in one cache line.
struct TreeState {
  /// The first record of the tree, which is its root.
  var nodes: UnsafeMutableRawPointer
  /// The exploration factor by the number of a node's visits: [simulations + 2].
  var exploration: UnsafePointer<Float>
  /// The smallest and the largest Q that any edge has had.
  var lowest: Float
  var highest: Float
  /// The discount, negative where two players take turns.
  var discount: Float
  /// The number of edges of the root, and of every other node.
  var rootEdges: Int32
  var edges: Int32
  /// The number of nodes, and the index of the next one.
  var count: Int32
  /// The node and the edge that the next leaf will be attached to.
  var leafParent: Int32
  var leafEdge: Int32
  var simulations: Int32
  /// Whether an unvisited edge has the mean value of its node as its Q. Otherwise its scaled Q is 0.
  var triesAsParent: Bool
  /// Whether Gumbel MuZero's rules choose edges. Otherwise pUCT does.
  var usesGumbel: Bool

  /// The scaling of a Q to [0, 1]: (Q − offset) · scale. A Q is left unscaled while the smallest and largest
  /// Q differ by no more than 10⁻⁶ of the larger magnitude.
  @inline(__always)
  var scaling: (offset: Float, scale: Float) {
    let range = highest - lowest
    return range > 1e-6 * max(abs(lowest), abs(highest)) ? (lowest, 1 / range) : (0, 1)
  }

  /// The Q of an unvisited edge at `node`, before scaling; nil if its scaled Q is 0.
  @inline(__always)
  func unvisitedValue(at node: Node) -> Float? {
    guard triesAsParent, node.visits > 0 else { return nil }
    return min(max(node.valueSum / Float(node.visits), lowest), highest)
  }
}
