/// The statistics of a node's edges that Gumbel MuZero's rules choose by, in memory of the caller.
///
/// They are computed by additions, products and correctly rounded quotients alone, in the order of
/// `gumbel_edge` in `Kernels/tree_search.cl`.
struct GumbelEdges {
  /// The number of floats that `room` must have for each edge.
  static let roomPerEdge = 4

  private let count: Int
  private let visits: UnsafeMutablePointer<Float>
  private let priors: UnsafeMutablePointer<Float>
  /// σ of the completed Q of each edge: an edge without visits has the mixed value of the node (appendix D).
  private let completed: UnsafeMutablePointer<Float>
  private let policy: UnsafeMutablePointer<Float>
  let visitSum: Float
  private let maximum: Float

  /// The edges of `node`. `value` is the networks' own value of the node; `isPart` is true if some actions
  /// are illegal there. `room` has `roomPerEdge` floats for each edge.
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

  /// The largest number of visits of an edge.
  var maximumVisits: Int32 { Int32(maximum) }

  /// The edge to take at the root: among the edges with `considered` visits, the one with the largest sum of
  /// Gumbel number, logit and completed Q. `scores` holds the sum of Gumbel number and logit of each edge.
  func best(scores: UnsafePointer<Float>, visits considered: Int32) -> Int {
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count where visits[edge] == Float(considered) {
      let score = max(-1e9, scores[edge] + completed[edge])
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// The edge to take below the root: the one whose share of the visits falls furthest short of the improved
  /// policy.
  func mostMissing() -> Int {
    let (total, sum) = (improve(), visitSum + 1)
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count {
      let score = policy[edge] / total - visits[edge] / sum
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// The improved policy, softmax(logit + σ(completed Q)): [edges].
  func improvedPolicy() -> [Float] {
    let total = improve()
    return (0..<count).map { policy[$0] / total }
  }

  /// Computes the improved policy without normalization; returns the sum to divide it by.
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
