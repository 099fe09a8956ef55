import Foundation

/// A node's edges as Gumbel MuZero's choices see them; in memory of the caller's.
struct GumbelEdges {
  /// How many floats `room` has for each edge.
  static let roomPerEdge = 4

  private let count: Int
  private let visits: UnsafeMutablePointer<Float>
  /// Logarithms of priors.
  private let logits: UnsafeMutablePointer<Float>
  /// σ of the Q of each edge, where those without a visit have the mixed value of the node (appendix D).
  private let completed: UnsafeMutablePointer<Float>
  private let policy: UnsafeMutablePointer<Float>

  /// The edges of `node`; `value` is the networks' own value of it, and `isPart` says that some of its actions are illegal.
  init(
    of node: Node, edges: Int, isPart: Bool, value: Float, discount: Float, search: GumbelSearch,
    forest: Forest, nodes: UnsafeMutableRawPointer, room: UnsafeMutablePointer<Float>
  ) {
    count = edges
    visits = room
    logits = room + edges
    completed = room + 2 * edges
    policy = room + 3 * edges
    let children = node.children(forest.layout)
    var (visitSum, most, mass, weighted) = (Float(0), Float(0), Float(0), Float(0))
    for edge in 0..<edges {
      let child = children[edge]
      let record = forest.node(child, of: nodes)
      let prior = max(child == 0 ? node.sharedPriors[edge] : record.prior, .leastNormalMagnitude)
      logits[edge] = log(prior)
      visits[edge] = child == 0 ? 0 : Float(record.visits)
      guard child != 0 else { continue }
      completed[edge] = record.reward + discount * record.valueSum / visits[edge]
      visitSum += visits[edge]
      most = max(most, visits[edge])
      mass += prior
      weighted += prior * completed[edge]
    }
    let mixed = (value + (mass > 0 ? visitSum * (weighted / mass) : 0)) / (visitSum + 1)
    // Illegal actions have the mixed value, too.
    var (low, high) = isPart ? (mixed, mixed) : (Float.infinity, -Float.infinity)
    for edge in 0..<edges {
      if visits[edge] == 0 { completed[edge] = mixed }
      low = min(low, completed[edge])
      high = max(high, completed[edge])
    }
    let scale = (Float(search.visitOffset) + most) * Float(search.valueScale)
    for edge in 0..<edges { completed[edge] = scale * ((completed[edge] - low) / max(high - low, 1e-8)) }
  }

  /// The sum of all edges' visits, and the most of one.
  var visitSum: Int { (0..<count).reduce(0) { $0 + Int(visits[$1]) } }
  var mostVisits: Int32 { Int32((0..<count).reduce(0) { max($0, visits[$1]) }) }

  /// At the root, of the edges with so many visits the one of the largest sum of Gumbel number, logit and completed Q.
  func best(numbers: [Float], visits considered: Int32) -> Int {
    let highest = (0..<count).reduce(-Float.infinity) { max($0, logits[$1]) }
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count where visits[edge] == Float(considered) {
      let score = max(-1e9, numbers[edge] + (logits[edge] - highest) + completed[edge])
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// Below the root, the edge whose share of the visits lies most below the improved policy.
  func mostMissing() -> Int {
    improve()
    let sum = Float(1 + visitSum)
    var (best, bestScore) = (0, -Float.infinity)
    for edge in 0..<count {
      let score = policy[edge] - visits[edge] / sum
      if score > bestScore { (best, bestScore) = (edge, score) }
    }
    return best
  }

  /// Softmax of logit and completed Q: what the search found to be better than the prior.
  func improvedPolicy() -> [Float] {
    improve()
    return (0..<count).map { policy[$0] }
  }

  private func improve() {
    let highest = (0..<count).reduce(-Float.infinity) { max($0, logits[$1] + completed[$1]) }
    var total: Float = 0
    for edge in 0..<count {
      policy[edge] = exp(logits[edge] + completed[edge] - highest)
      total += policy[edge]
    }
    for edge in 0..<count { policy[edge] /= total }
  }
}
