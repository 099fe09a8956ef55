import Search
import Testing

/// What passes between a search and its evaluator.
@Suite struct EvaluatorTests {
  private static let requests = (0..<12).map { _ in TreeRequest(simulations: 10, actions: 3) }
  private static let capacity = SearchCapacity(trees: 12, simulations: 10, actions: 3)

  /// Runs into `fault` from batch 8 on, of three pipeline groups of 4 trees, and returns the error.
  private func error(
    _ fault: FaultyEvaluator.Fault, form: PriorForm = .probabilities, firstPrior: Float = 1,
    threads: Int = 1
  ) throws -> SearchError {
    let search = try TreeSearch(
      capacity: Self.capacity, batching: Batching(groups: 3, threads: threads))
    let evaluator = FaultyEvaluator()
    (evaluator.fault, evaluator.faultyBatch, evaluator.priorForm) = (fault, 8, form)
    evaluator.firstPrior = firstPrior
    let error = #expect(throws: SearchError.self) { try search.run(Self.requests, evaluator: evaluator) }
    #expect(evaluator.underWay.isEmpty)
    let sound = FaultyEvaluator()
    _ = try search.run(Self.requests, evaluator: sound)
    #expect(search.result(of: 11).visits.reduce(0, +) == 10)
    return try #require(error)
  }

  @Test func anEvaluatorThatThrowsEndsTheSearch() throws {
    #expect(
      try error(.throwsAtSubmission).description
        == "the search of trees 4 to 7 ended in simulation 3: the evaluator failed: the device is gone")
    #expect(
      try error(.throwsAtWait).description
        == "the search of trees 4 to 7 ended in simulation 3: the evaluator failed: the kernel failed")
    #expect(
      try error(.throwsAtRoots).description
        == "the search of trees 0 to 3 ended at the root: the evaluator failed: no roots today")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersThatAreNotFiniteEndTheSearch(number: Float)
    throws
  {
    for threads in [1, 2] {
      #expect(
        try error(.value(number, tree: 6), threads: threads).description.hasPrefix(
          "the search of tree 6 ended in simulation 3: the evaluator gave a value of \(number) at node 3, behind action"
        ))
    }
    #expect(
      try error(.reward(number, tree: 0)).description.hasPrefix(
        "the search of tree 0 ended in simulation 4: the evaluator gave a reward of \(number) at node 4, behind action"
      ))
    for form in [PriorForm.probabilities, .logits] {
      #expect(
        try error(.prior(number, tree: 11), form: form).description.hasPrefix(
          "the search of tree 11 ended in simulation 3: the evaluator gave action 2 a prior of \(number) at node 3, behind action"
        ))
      #expect(
        try error(.rootPrior(number, tree: 5), form: form).description
          == "the search of tree 5 ended at the root: the evaluator gave action 1 a prior of \(number)")
    }
  }

  @Test func valuesThatDoNotAddUpEndTheSearch() throws {
    #expect(
      try error(.value(.greatestFiniteMagnitude, tree: 1)).reason.hasPrefix(
        "its rewards and values are too large to add up at node "))
    // Logits may sum to anything.
    let logits = try error(.value(.greatestFiniteMagnitude, tree: 1), form: .logits, firstPrior: -3)
    #expect(logits.reason.hasPrefix("its rewards and values are too large to add up at node "))
    #expect(logits.isNumerical)
    #expect(
      try error(.prior(-20, tree: 1)).reason.hasPrefix("the evaluator gave priors that sum to -17.0 at node ")
    )
  }

  @Test func slotsNeverAlias() throws {
    let search = try TreeSearch(capacity: Self.capacity, batching: Batching(groups: 5, maximumBatch: 2))
    let evaluator = FaultyEvaluator()
    _ = try search.run(Self.requests, evaluator: evaluator)
    #expect(evaluator.rootSlots.sorted() == (0..<12).map { $0 * 11 })
    #expect(
      Set(evaluator.rootSlots).union(evaluator.leaves.map(\.child)) == Set(0..<Self.capacity.slots))
    #expect(evaluator.leaves.count == 120)
    var written = Set(evaluator.rootSlots)
    for leaf in evaluator.leaves {
      #expect(leaf.parent / 11 == leaf.tree && leaf.child / 11 == leaf.tree)
      #expect(written.contains(leaf.parent))
      #expect(written.insert(leaf.child).inserted)
    }
    for tree in 0..<12 {
      #expect(evaluator.leaves.filter { $0.tree == tree }.map(\.child) == (1...10).map { tree * 11 + $0 })
      #expect(search.dump(of: tree).nodes.map(\.slot) == (0...10).map { tree * 11 + $0 })
    }
  }

  @Test func probabilityOnIllegalActionsAloneLeavesTheLegalOnesEqual() throws {
    let search = try TreeSearch(capacity: SearchCapacity(trees: 1, simulations: 2, actions: 3))
    let evaluator = FaultyEvaluator()
    _ = try search.run([TreeRequest(simulations: 2, actions: 3, legalActions: [0, 2])], evaluator: evaluator)
    #expect(search.result(of: 0).priors == [0.5, 0, 0.5])
    let masked = OneHotEvaluator()
    _ = try search.run([TreeRequest(simulations: 2, actions: 3, legalActions: [0, 2])], evaluator: masked)
    #expect(search.result(of: 0).priors == [0.5, 0, 0.5])
  }
}
