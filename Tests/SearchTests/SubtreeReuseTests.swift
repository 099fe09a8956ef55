import Conformance
import Search
import TestSupport
import Testing

/// Searches that go on with what is left of earlier ones.
@Suite struct SubtreeReuseTests {
  private static let moves = 5

  /// Games of random trees: what is asked move by move, with the states that are observed.
  private struct Games {
    var trees: RandomTrees
    var roots: [Int]
    private var generator: SeededGenerator

    init(_ count: Int, seed: UInt64, isNoisy: Bool = false) {
      trees = RandomTrees(count, seed: seed, isNoisy: isNoisy)
      roots = trees.models.map { _ in 0 }
      generator = SeededGenerator(seed: seed)
    }

    var capacity: SearchCapacity {
      SearchCapacity(
        trees: trees.capacity.trees, simulations: trees.capacity.simulations, actions: trees.capacity.actions,
        keepsSubtrees: true)
    }

    func evaluator() -> TabularEvaluator {
      TabularEvaluator(models: trees.models, roots: roots, slots: capacity.slots)
    }

    /// Takes one or two actions in every game, of which the first has been tried but for now and then.
    mutating func move(after results: [TreeResult]) {
      for (tree, result) in results.enumerated() {
        var request = trees.requests[tree]
        let tried = result.visits.indices.filter { result.visits[$0] > 0 }
        let isTried = Int.random(in: 0..<8, using: &generator) > 0
        var taken = [isTried ? tried.randomElement(using: &generator)! : 0]
        if Bool.random(using: &generator) {
          taken.append(Int.random(in: 0..<request.actions, using: &generator))
        }
        let legal = (0..<request.actions).filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
        request.taken = taken
        request.legalActions = legal.isEmpty ? nil : legal
        request.simulations = min(60, max(1, request.simulations + Int.random(in: -5...5, using: &generator)))
        request.key.move += UInt64(taken.count)
        trees.requests[tree] = request
        roots[tree] = Int.random(in: 0..<trees.models[tree].states, using: &generator)
      }
    }
  }

  /// What is kept, and what is found with it, is what the plain search finds that keeps nodes by taking them.
  @Test func whatIsLeftIsGoneOnWith() throws {
    var games = Games(60, seed: 7)
    let search = try TreeSearch(capacity: games.capacity, batching: Batching(groups: 2))
    let evaluator = games.evaluator()
    var references = zip(games.trees.models, games.trees.requests).map(ReferenceSearch.init)
    _ = try search.run(games.trees.requests, evaluator: evaluator)
    var keptVisits = 0
    for tree in references.indices { #expect(search.result(of: tree).visits == references[tree].visits()) }
    for move in 1...Self.moves {
      games.move(after: references.indices.map { search.result(of: $0) })
      evaluator.roots = games.roots
      let statistics = try search.run(games.trees.requests, evaluator: evaluator)
      var leaves = 0
      for tree in references.indices {
        let request = games.trees.requests[tree]
        let isKept = references[tree].keep(request, rootState: games.roots[tree])
        let before = references[tree].rootVisits
        #expect(isKept || before == 0)
        keptVisits += before
        leaves += max(1, request.simulations - before)
        let result = search.result(of: tree)
        #expect(result.visits == references[tree].visits(), "tree \(tree), move \(move)")
        #expect(result.simulations == max(request.simulations, before + 1))
        #expect(result.visits.reduce(0, +) == result.simulations)
        let slots = search.dump(of: tree).nodes.map(\.slot)
        #expect(Set(slots).count == slots.count && slots.count == result.simulations + 1)
      }
      #expect(statistics.leaves == leaves)
    }
    #expect(keptVisits > 500)
  }

  /// The root is inferred anew, with noise of its own.
  @Test func theRootHasThePriorsOfANewSearch() throws {
    var games = Games(30, seed: 9, isNoisy: true)
    let search = try TreeSearch(capacity: games.capacity)
    let evaluator = games.evaluator()
    _ = try search.run(games.trees.requests, evaluator: evaluator)
    games.move(after: games.roots.indices.map { search.result(of: $0) })
    evaluator.roots = games.roots
    _ = try search.run(games.trees.requests, evaluator: evaluator)
    let fresh = try TreeSearch(capacity: games.trees.capacity)
    _ = try fresh.run(games.trees.requests, evaluator: games.evaluator())
    for tree in games.roots.indices {
      #expect(search.result(of: tree).priors == fresh.result(of: tree).priors)
    }
  }

  /// What an earlier search left is not used where it was of another episode or of other parameters, by other rules, or where
  /// the action was never tried.
  @Test func otherTreesBeginAnew() throws {
    let games = Games(12, seed: 11)
    let changes: [(inout TreeRequest) -> Void] = [
      { $0.key.tree += 100 }, { $0.key.seed += 1 }, { $0.key.move += 1 }, { $0.taken = [] },
      { $0.players = 3 - $0.players }, { $0.discount = 0.5 }, { $0.taken = nil },
    ]
    func expectFresh(_ change: (inout TreeRequest) -> Void, forgets: Bool) throws {
      var games = games
      let search = try TreeSearch(capacity: games.capacity)
      _ = try search.run(games.trees.requests, evaluator: games.evaluator())
      games.move(after: games.roots.indices.map { search.result(of: $0) })
      for tree in games.roots.indices { change(&games.trees.requests[tree]) }
      if forgets { search.forgetTrees() }
      let statistics = try search.run(games.trees.requests, evaluator: games.evaluator())
      #expect(statistics.leaves == games.trees.requests.reduce(0) { $0 + $1.simulations })
      let fresh = try TreeSearch(capacity: games.trees.capacity)
      _ = try fresh.run(games.trees.requests, evaluator: games.evaluator())
      for tree in games.roots.indices { #expect(search.result(of: tree) == fresh.result(of: tree)) }
    }
    for change in changes { try expectFresh(change, forgets: false) }
    try expectFresh({ _ in }, forgets: true)
  }

  @Test func gumbelTreesKeepNothing() {
    let request = TreeRequest(simulations: 4, actions: 2, gumbel: GumbelSearch(), taken: [0])
    let fault = request.fault(
      within: SearchCapacity(trees: 1, simulations: 4, actions: 2, keepsSubtrees: true))
    #expect(fault == "a subtree to keep and Gumbel MuZero's rules, whose halving begins without visits")
  }
}
