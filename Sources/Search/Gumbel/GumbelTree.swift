import Foundation

/// What a tree that is searched by Gumbel MuZero's rules has beside its nodes.
struct GumbelTree {
  let search: GumbelSearch
  /// Of each of the root's edges.
  let numbers: [Float]
  let schedule: Schedule

  /// How many visits an action must have to be tried, simulation by simulation.
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

  /// Writes the sum of each root edge's number and logit, when the root has its priors.
  func writeScores(to scores: UnsafeMutablePointer<Float>, root: Node) {
    let logits = numbers.indices.map { log(max(root.sharedPriors[$0], .leastNormalMagnitude)) }
    let highest = logits.max() ?? 0
    for (edge, logit) in logits.enumerated() { scores[edge] = numbers[edge] + (logit - highest) }
  }
}
