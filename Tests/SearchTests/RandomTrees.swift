import Conformance
import Search
import TestSupport

/// Trees to search, of which no two are alike, with the tables that they are searched over.
struct RandomTrees {
  var requests: [TreeRequest] = []
  var models: [TabularModel] = []

  init(_ count: Int, seed: UInt64, isNoisy: Bool = true) {
    var generator = SeededGenerator(seed: seed)
    for tree in 0..<count {
      let actions = Int.random(in: 1...20, using: &generator)
      let legal = (0..<actions).filter { _ in Bool.random(using: &generator) }
      requests.append(
        TreeRequest(
          simulations: [1, 2, 7, 30, 60].randomElement(using: &generator)!, actions: actions,
          legalActions: legal.isEmpty ? nil : legal,
          discount: [1, 0.997, 0.9].randomElement(using: &generator)!,
          players: Int.random(in: 1...2, using: &generator),
          noise: isNoisy && tree % 3 == 0 ? RootNoise(alpha: 0.3) : nil,
          key: RandomKey(seed: 5, tree: UInt64(tree), move: 2)))
      models.append(Self.model(states: 12, actions: actions, using: &generator))
    }
  }

  static func model(states: Int, actions: Int, using generator: inout SeededGenerator) -> TabularModel {
    TabularModel(
      states: states, actions: actions,
      nextStates: (0..<states * actions).map { _ in Int32.random(in: 0..<Int32(states), using: &generator) },
      rewards: generator.floats(states * actions),
      policyLogits: generator.floats(states * actions, in: -2...2),
      values: generator.floats(states, in: -5...5))
  }

  var capacity: SearchCapacity {
    SearchCapacity(
      trees: requests.count, simulations: requests.map(\.simulations).max()!,
      actions: requests.map(\.actions).max()!)
  }

  /// The tree at `index` by itself.
  func alone(_ index: Int) -> RandomTrees {
    var one = self
    (one.requests, one.models) = ([requests[index]], [models[index]])
    return one
  }

  func evaluator() -> TabularEvaluator {
    TabularEvaluator(models: models, roots: models.map { _ in 0 }, slots: capacity.slots)
  }

  /// All trees, searched.
  func search(_ batching: Batching = Batching()) throws -> TreeSearch {
    let search = try TreeSearch(capacity: capacity, batching: batching)
    _ = try search.run(requests, evaluator: evaluator())
    return search
  }
}

extension TreeSearch {
  /// Every bit of a tree but its slots.
  func bits(of tree: Int) -> [UInt64] {
    let result = result(of: tree)
    let root =
      result.visits.map { UInt64($0) } + (result.values + [result.rootValue]).map { UInt64($0.bitPattern) }
    return root
      + dump(of: tree).nodes.flatMap { node in
        [
          UInt64(node.visits), UInt64(bitPattern: Int64(node.parent ?? -1)),
          UInt64(bitPattern: Int64(node.action ?? -1)),
        ]
          + ([node.value, node.reward, node.q ?? 0, node.prior] + node.priors).map { UInt64($0.bitPattern) }
      }
  }
}
