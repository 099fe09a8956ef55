import Foundation

/// The state, beside its nodes, of a tree that is searched by Gumbel MuZero's rules.
struct GumbelTree {
  let search: GumbelSearch
  /// The Gumbel number of each of the root's edges: [edges].
  let numbers: [Float]
  let schedule: Schedule

  /// The number of visits that an action must have to be tried in each simulation.
  struct Schedule: Hashable {
    /// [simulations]
    let visits: [Int32]
  }

  init(_ search: GumbelSearch, edges: Int, simulations: Int, key: RandomKey) {
    self.search = search
    numbers = search.numbers(edges, key: key)
    schedule = Schedule(
      visits: GumbelSearch.consideredVisits(
        actions: min(search.consideredActions, edges), simulations: simulations))
  }

  /// Writes the sum of Gumbel number and logit of each of the root's edges. The root must have its priors.
  func writeScores(to scores: UnsafeMutablePointer<Float>, root: Node) {
    let logits = numbers.indices.map { log(max(root.sharedPriors[$0], .leastNormalMagnitude)) }
    let highest = logits.max() ?? 0
    for (edge, logit) in logits.enumerated() { scores[edge] = numbers[edge] + (logit - highest) }
  }
}
