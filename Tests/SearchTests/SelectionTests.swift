import Conformance
import Search
import TestSupport
import Testing

/// Searches with so many actions that they are scored side by side, and with scores that are equal.
@Suite struct SelectionTests {
  private func expectReference(
    _ model: TabularModel, _ request: TreeRequest, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: 1, simulations: request.simulations, actions: request.actions))
    _ = try search.run(
      [request], evaluator: TabularEvaluator(models: [model], roots: [0], slots: search.capacity.slots))
    var reference = ReferenceSearch(model: model, request: request)
    #expect(search.result(of: 0).visits == reference.visits(), sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 64, 65, 362]) func agreesWithThePlainSearch(actions: Int)
    throws
  {
    var generator = SeededGenerator(seed: UInt64(actions))
    for players in 1...2 {
      for unvisitedValue in UnvisitedValue.allCases {
        let model = RandomTrees.model(states: 30, actions: actions, using: &generator)
        var request = TreeRequest(
          simulations: 120, actions: actions, players: players, unvisitedValue: unvisitedValue)
        try expectReference(model, request)
        request.legalActions = (0..<actions).filter { $0 % 3 != 1 }
        try expectReference(model, request)
      }
    }
  }

  /// Where all values are equal, searches go deep along the first action, or try one after the other.
  @Test(arguments: [2, 4, 6, 12]) func unvisitedActionsAreTriedAsTheirParent(actions: Int) throws {
    let model = TabularModel(
      states: 1, actions: actions, nextStates: Array(repeating: 0, count: actions),
      rewards: Array(repeating: 0, count: actions), policyLogits: Array(repeating: 0, count: actions),
      values: [1])
    func visits(_ value: UnvisitedValue) throws -> [Int] {
      let search = try TreeSearch(capacity: SearchCapacity(trees: 1, simulations: actions, actions: actions))
      _ = try search.run(
        [TreeRequest(simulations: actions, actions: actions, discount: 1, unvisitedValue: value)],
        evaluator: TabularEvaluator(models: [model], roots: [0], slots: search.capacity.slots))
      return search.result(of: 0).visits
    }
    #expect(try visits(.parent) == Array(repeating: 1, count: actions))
    #expect(try visits(.worst).first == actions)
  }

  @Test(arguments: [2, 5, 8, 13, 40]) func tiesGoToTheFirstAction(actions: Int) throws {
    let size = 4 * actions
    let model = TabularModel(
      states: 4, actions: actions, nextStates: (0..<size).map { Int32($0 % 4) },
      rewards: Array(repeating: 0, count: size), policyLogits: Array(repeating: 0.5, count: size),
      values: Array(repeating: 0, count: 4))
    for simulations in [1, 2, actions, 3 * actions + 1] {
      try expectReference(model, TreeRequest(simulations: simulations, actions: actions))
    }
    let search = try TreeSearch(capacity: SearchCapacity(trees: 1, simulations: 2, actions: actions))
    _ = try search.run(
      [TreeRequest(simulations: 1, actions: actions)],
      evaluator: TabularEvaluator(models: [model], roots: [0], slots: search.capacity.slots))
    #expect(search.result(of: 0).visits.firstIndex(of: 1) == 0)
  }

  @Test(arguments: [3, 12]) func tiesGoToTheLargerPriorFirst(actions: Int) throws {
    var logits = Array(repeating: Float(0), count: 2 * actions)
    logits[actions - 1] = 1
    let model = TabularModel(
      states: 2, actions: actions, nextStates: Array(repeating: 1, count: 2 * actions),
      rewards: Array(repeating: 0, count: 2 * actions), policyLogits: logits, values: [0, 0])
    let search = try TreeSearch(capacity: SearchCapacity(trees: 1, simulations: 1, actions: actions))
    _ = try search.run(
      [TreeRequest(simulations: 1, actions: actions)],
      evaluator: TabularEvaluator(models: [model], roots: [0], slots: search.capacity.slots))
    #expect(search.result(of: 0).visits.firstIndex(of: 1) == actions - 1)
  }

  @Test func nodesKeepToTheirBytes() {
    for actions in [1, 2, 3, 4, 9, 18, 64, 82, 362, 4672] {
      let bytes = SearchCapacity(trees: 1, simulations: 1, actions: actions).bytesPerNode
      #expect(bytes >= 28 + 12 * actions && bytes <= 48 + 12 * actions)
    }
  }
}
