/// What a tree that is searched by Gumbel MuZero's rules has beside its nodes.
struct GumbelTree {
  let search: GumbelSearch
  /// Of each of the root's edges.
  let numbers: [Float]
  /// [simulations]
  let consideredVisits: [Int32]

  init(_ search: GumbelSearch, edges: Int, simulations: Int, key: RandomKey) {
    self.search = search
    numbers = search.numbers(edges, key: key)
    consideredVisits = GumbelSearch.consideredVisits(
      actions: min(search.consideredActions, edges), simulations: simulations)
  }
}
