/// What a search keeps of a tree beside its nodes: one cache line.
struct TreeState {
  /// The root's record.
  var nodes: UnsafeMutableRawPointer
  /// The exploration factor by a node's visits: [simulations + 2].
  var exploration: UnsafePointer<Float>
  /// The smallest and the largest Q that an edge has had.
  var lowest: Float
  var highest: Float
  /// The discount, negative where two players take turns.
  var discount: Float
  /// How many actions may be taken at the root, and below it.
  var rootEdges: Int32
  var edges: Int32
  /// How many nodes there are; the next one's index.
  var count: Int32
  /// The edge that the leaf will hang on.
  var leafParent: Int32
  var leafEdge: Int32
  var simulations: Int32
  /// Whether an unvisited edge's Q is that of its node; otherwise it is 0.
  var triesAsParent: Bool
  /// Whether Gumbel MuZero's rules choose its edges.
  var usesGumbel: Bool

  /// What turns a Q into [0, 1]: (Q − offset) · scale. It stays as it is while all that there were differ by no more than 10⁻⁶ of
  /// the larger magnitude.
  @inline(__always)
  var scaling: (offset: Float, scale: Float) {
    let range = highest - lowest
    return range > 1e-6 * max(abs(lowest), abs(highest)) ? (lowest, 1 / range) : (0, 1)
  }

  /// The Q of an unvisited edge at `node`, before scaling; nil for 0 after it.
  @inline(__always)
  func unvisitedValue(at node: Node) -> Float? {
    guard triesAsParent, node.visits > 0 else { return nil }
    return min(max(node.valueSum / Float(node.visits), lowest), highest)
  }
}
