import Conformance
import Device
import Search
import TestSupport
import Testing

/// Searches by Gumbel MuZero's rules find on the device what they find on the host, visit for visit.
@Suite struct GumbelDeviceTests {
  private func results(
    _ requests: [TreeRequest], _ models: [TabularModel], roots: [Int], onDevice: Bool
  ) throws -> [TreeResult] {
    let search = try TreeSearch(
      capacity: SearchCapacity(
        trees: requests.count, simulations: requests.map(\.simulations).max()!,
        actions: requests.map(\.actions).max()!))
    let evaluator: any Evaluator =
      onDevice
      ? try TabularDeviceEvaluator(
        models: models, roots: roots, capacity: search.capacity, device: Devices.select("cpu"))
      : TabularEvaluator(models: models, roots: roots, slots: search.capacity.slots)
    let statistics = try search.run(requests, evaluator: evaluator)
    #expect(statistics.place == (onDevice ? .device : .host))
    return requests.indices.map { search.result(of: $0) }
  }

  private func expectAlike(_ requests: [TreeRequest], _ models: [TabularModel], roots: [Int]) throws {
    let host = try results(requests, models, roots: roots, onDevice: false)
    let device = try results(requests, models, roots: roots, onDevice: true)
    for (tree, (one, other)) in zip(host, device).enumerated() {
      #expect(one.visits == other.visits, "tree \(tree)")
      #expect(one.action(temperature: 0) == other.action(temperature: 0), "tree \(tree)")
      expectClose(other.policy, one.policy.map(Double.init), relative: 1e-4, absolute: 1e-6)
    }
  }

  /// The reference searches' models, of which each has its own numbers.
  @Test func referenceModelsAreSearchedAlike() throws {
    let cases = try SearchCaseFile.embedded().cases
    let requests = cases.enumerated().map { tree, one in
      var request = one.request
      request.gumbel = GumbelSearch(consideredActions: 1 + tree % 17, visitOffset: tree % 5 == 0 ? 0 : 50)
      request.key = RandomKey(seed: 3, tree: UInt64(tree))
      return request
    }
    try expectAlike(requests, cases.map(\.model), roots: cases.map(\.rootState))
  }

  /// Beside trees by pUCT, with few and many actions, some illegal, and for one and two players.
  @Test func randomModelsAreSearchedAlike() throws {
    var generator = SeededGenerator(seed: 5)
    var (requests, models): ([TreeRequest], [TabularModel]) = ([], [])
    for tree in 0..<120 {
      let (states, actions) = (12, Int.random(in: 1...24, using: &generator))
      models.append(
        TabularModel(
          states: states, actions: actions,
          nextStates: (0..<states * actions).map { _ in Int32.random(in: 0..<Int32(states), using: &generator)
          },
          rewards: generator.floats(states * actions),
          policyLogits: generator.floats(states * actions, in: tree % 4 == 0 ? -100...100 : -2...2),
          values: generator.floats(states, in: -5...5)))
      let legal = (0..<actions).filter { _ in Bool.random(using: &generator) }
      requests.append(
        TreeRequest(
          simulations: [1, 2, 7, 16, 60, 200].randomElement(using: &generator)!, actions: actions,
          legalActions: legal.isEmpty ? nil : legal, discount: [1, 0.9].randomElement(using: &generator)!,
          players: Int.random(in: 1...2, using: &generator),
          gumbel: tree % 5 == 4
            ? nil
            : GumbelSearch(
              consideredActions: [1, 2, 16].randomElement(using: &generator)!,
              valueScale: [0.1, 1].randomElement(using: &generator)!),
          key: RandomKey(seed: 5, tree: UInt64(tree))))
    }
    try expectAlike(requests, models, roots: models.map { _ in 0 })
  }
}
