/// Selects the action that a search takes at a node: the largest Q scaled to [0, 1] plus prior · √N / (1 + n)
/// · (c₁ + log((N + c₂ + 1) / c₂)) (Schrittwieser et al. 2020, appendix B, equation 2). The Q of an unvisited
/// edge is given by `UnvisitedValue`. Ties go to the largest prior, then to the first edge.
struct NodeSelection {
  let forest: Forest

  /// The number of edges from which they are scored by vector instructions.
  private static let manyEdges = 8

  private typealias Vector = SIMD4<Float>
  private typealias Integers = SIMD4<Int32>

  /// The number of bytes beyond the last record that may be read.
  static let overread = MemoryLayout<Integers>.size

  /// The numbers that are the same for all edges of a node.
  private struct Scoring {
    let shared: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    let children: UnsafeMutablePointer<Int32>
    let exploration: Float
    let unvisited: Float
    let offset: Float
    let scale: Float

    @inline(__always)
    func score(_ edge: Int) -> Float {
      let value = children[edge] != 0 ? (values[edge] - offset) * scale : unvisited
      return value + shared[edge] * exploration
    }
  }

  /// The edge to take at `node`, among the first `edges`. The tree's records begin at `nodes`; `ranks` is
  /// scratch memory [actions]; `unvisited` is the scaled Q of edges without a child.
  @inline(__always)
  func edge(
    at node: Node, edges: Int, nodes: UnsafeMutableRawPointer, exploration: Float, unvisited: Float,
    offset: Float, scale: Float, ranks: UnsafeMutablePointer<Int32>
  ) -> Int {
    let scoring = Scoring(
      shared: node.sharedPriors, values: node.values(forest.layout), children: node.children(forest.layout),
      exploration: exploration, unvisited: unvisited, offset: offset, scale: scale)
    if edges <= Integers.scalarCount { return inOneVector(scoring, edges, nodes) }
    return edges < Self.manyEdges
      ? oneByOne(scoring, edges, nodes) : sideBySide(scoring, edges, nodes, ranks)
  }

  /// Has no branches, because branches that depend on the tree are predicted badly. Scores become integers of
  /// the same order, the smallest in lanes without an edge, and masks insert the Q of edges without a child.
  @inline(__always)
  private func inOneVector(_ scoring: Scoring, _ edges: Int, _ nodes: UnsafeMutableRawPointer) -> Int {
    let children = UnsafeRawPointer(scoring.children).loadUnaligned(as: Integers.self)
    let values =
      (UnsafeRawPointer(scoring.values).loadUnaligned(as: Vector.self) - scoring.offset) * scoring.scale
    let shared = UnsafeRawPointer(scoring.shared).loadUnaligned(as: Vector.self)
    let hasChild = (0 &- children) &>> 31
    let unvisited = Integers(repeating: Int32(bitPattern: scoring.unvisited.bitPattern))
    let known = (unsafeBitCast(values, to: Integers.self) & hasChild) | (unvisited & ~hasChild)
    let scores = unsafeBitCast(known, to: Vector.self) + shared * scoring.exploration + 0
    let bits = unsafeBitCast(scores, to: Integers.self)
    let isBeyond = (Int32(truncatingIfNeeded: edges &- 1) &- Integers(0, 1, 2, 3)) &>> 31
    let ranks = ((bits ^ ((bits &>> 31) & .max)) & ~isBeyond) | (isBeyond & .min)
    let (front, back) = (max(ranks[0], ranks[1]), max(ranks[2], ranks[3]))
    let best = max(front, back)
    let inFront = ranks[0] == best ? 0 : 1
    let inBack = ranks[2] == best ? 2 : 3
    let isTied =
      (ranks[0] == ranks[1] && front == best) || (ranks[2] == ranks[3] && back == best) || front == back
    return isTied
      ? largestPrior(scoring, edges, nodes) { ranks[$0] == best } : front == best ? inFront : inBack
  }

  @inline(__always)
  private func oneByOne(_ scoring: Scoring, _ edges: Int, _ nodes: UnsafeMutableRawPointer) -> Int {
    var best = scoring.score(0)
    var (bestEdge, isTied) = (0, false)
    for edge in 1..<max(edges, 1) {
      let score = scoring.score(edge)
      let isBetter = score > best
      isTied = !isBetter && (isTied || score == best)
      bestEdge = isBetter ? edge : bestEdge
      best = isBetter ? score : best
    }
    return isTied ? largestPrior(scoring, edges, nodes) { scoring.score($0) == best } : bestEdge
  }

  /// Has loops without branches over adjacent memory, which the compiler vectorizes. For the same reason
  /// scores become integers of the same order, and masks insert the Q of edges without a child.
  @inline(never)
  private func sideBySide(
    _ scoring: Scoring, _ edges: Int, _ nodes: UnsafeMutableRawPointer, _ ranks: UnsafeMutablePointer<Int32>
  ) -> Int {
    let (shared, values, children) = (scoring.shared, scoring.values, scoring.children)
    let (exploration, offset, scale) = (scoring.exploration, scoring.offset, scoring.scale)
    let unvisited = Int32(bitPattern: scoring.unvisited.bitPattern)
    var best = Int32.min
    for edge in 0..<edges {
      let hasChild = (0 &- children[edge]) &>> 31
      let known = Int32(bitPattern: ((values[edge] - offset) * scale).bitPattern)
      let value = (known & hasChild) | (unvisited & ~hasChild)
      let score = Float(bitPattern: UInt32(bitPattern: value)) + shared[edge] * exploration
      let bits = Int32(bitPattern: (score + 0).bitPattern)
      let rank = bits ^ ((bits &>> 31) & .max)
      ranks[edge] = rank
      best = rank > best ? rank : best
    }
    var (first, count) = (Int32.max, Int32(0))
    for edge in 0..<edges {
      let isBest = ranks[edge] == best
      let place = isBest ? Int32(truncatingIfNeeded: edge) : .max
      count &+= isBest ? 1 : 0
      first = place < first ? place : first
    }
    return count > 1 ? largestPrior(scoring, edges, nodes) { ranks[$0] == best } : Int(first)
  }

  /// The edge with the largest prior among the best edges, which `among` tells; the first of several.
  @inline(never)
  private func largestPrior(
    _ scoring: Scoring, _ edges: Int, _ nodes: UnsafeMutableRawPointer, among: (Int) -> Bool
  ) -> Int {
    var (best, bestEdge) = (-Float.infinity, 0)
    for edge in 0..<edges where among(edge) {
      let child = scoring.children[edge]
      let prior = child == 0 ? scoring.shared[edge] : forest.node(child, of: nodes).prior
      if prior > best { (best, bestEdge) = (prior, edge) }
    }
    return bestEdge
  }
}
