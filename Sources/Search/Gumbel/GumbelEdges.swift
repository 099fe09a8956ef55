/// A node's edges as Gumbel MuZero's choices see them; in memory of the caller's.
///
/// Its numbers follow from additions, products and correctly rounded quotients alone, in an order that `gumbel_edge` in
/// `Kernels/tree_search.cl` keeps.
struct GumbelEdges {
  /// How many floats `room` has for each edge.
  static let roomPerEdge = 4

  private let count: Int
  private let visits: UnsafeMutablePointer<Float>
  private let priors: UnsafeMutablePointer<Float>
  /// σ of the Q of each edge, where those without a visit have the mixed value of the node (appendix D).
  private let completed: UnsafeMutablePointer<Float>
  private let policy: UnsafeMutablePointer<Float>
  /// The sum of all edges' visits.
  let visitSum: Float
  private let maximum: Float

  /// The edges of `node`; `value` is the networks' own value of it, and `isPart` says that some of its actions are illegal.
  init(
    of node: Node, edges: Int, isPart: Bool, value: Float, search: GumbelSearch, forest: Forest,
    nodes: UnsafeMutableRawPointer, room: UnsafeMutablePointer<Float>
  ) {
    count = edges
    visits = room
    priors = room + edges
    completed = room + 2 * edges
    policy = room + 3 * edges
    let (children, values) = (node.children(forest.layout), node.values(forest.layout))
    var (sum, maximum, mass, weighted) = (Float(0), Float(0), Float(0), Float(0))
    for edge in 0..<edges {
      let child = children[edge]
      let record = forest.node(child, of: nodes)
      priors[edge] = max(child == 0 ? node.sharedPriors[edge] : record.prior, .leastNormalMagnitude)
      visits[edge] = child == 0 ? 0 : Float(record.visits)
      guard child != 0 else { continue }
      completed[edge] = values[edge]
      sum += visits[edge]
      maximum = max(maximum, visits[edge])
      mass += priors[edge]
      weighted += priors[edge] * completed[edge]
    }
    let mixed = (value + (mass > 0 ? sum * (weighted / mass) : 0)) / (sum + 1)
    // Illegal actions have the mixed value, too.
    var (low, high) = isPart ? (mixed, mixed) : (Float.infinity, -Float.infinity)
    for edge in 0..<edges {
      if visits[edge] == 0 { completed[edge] = mixed }
      low = min(low, completed[edge])
      high = max(high, completed[edge])
    }
    let (scale, range) = (
      (Float(search.visitOffset) + maximum) * Float(search.valueScale), max(high - low, 1e-8)
    )
    for edge in 0..<edges { completed[edge] = scale * ((completed[edge] - low) / range) }
    (visitSum, self.maximum) = (sum, maximum)
  }

  /// The most visits of an edge.
  var maximumVisits: Int32 { Int32(maximum) }

  /// At the root, of the edges with so many visits the one of the largest sum of Gumbel number, logit and completed Q;
  /// `scores` are those of numbers and logits.
  func best(scores: UnsafePointer<Float>, visits considered: Int32) -> Int {
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count where visits[edge] == Float(considered) {
      let score = max(-1e9, scores[edge] + completed[edge])
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// Below the root, the edge whose share of the visits lies most below the improved policy.
  func mostMissing() -> Int {
    let (total, sum) = (improve(), visitSum + 1)
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count {
      let score = policy[edge] / total - visits[edge] / sum
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// Softmax of logit and completed Q: what the search found to be better than the prior.
  func improvedPolicy() -> [Float] {
    let total = improve()
    return (0..<count).map { policy[$0] / total }
  }

  /// The policy times what is returned.
  private func improve() -> Float {
    let highest = (0..<count).reduce(-Float.infinity) { max($0, completed[$1]) }
    var total: Float = 0
    for edge in 0..<count {
      policy[edge] = priors[edge] * exactExponential(completed[edge] - highest)
      total += policy[edge]
    }
    return total
  }
}
