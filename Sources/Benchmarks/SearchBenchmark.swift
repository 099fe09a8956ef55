import Search

/// Times batched tree searches.
package struct SearchBenchmark {
  private let search: TreeSearch
  private let evaluator: any Evaluator
  private let requests: [TreeRequest]

  /// Reserves the memory of all trees. Throws if there is too little.
  package init(evaluator: any Evaluator, capacity: SearchCapacity, batching: Batching) throws {
    search = try TreeSearch(capacity: capacity, batching: batching)
    self.evaluator = evaluator
    requests = (0..<capacity.trees).map {
      TreeRequest(
        simulations: capacity.simulations, actions: capacity.actions, key: RandomKey(tree: UInt64($0)))
    }
  }

  /// Searches once to touch all memory, then `repeats` times. Returns the timing of the search with the
  /// median time.
  package func run(repeats: Int) throws -> SearchTiming {
    precondition(repeats >= 1, "\(repeats) repeats")
    _ = try search.run(requests, evaluator: evaluator)
    let runs = try (0..<repeats).map { _ in try search.run(requests, evaluator: evaluator) }
      .sorted { $0.seconds < $1.seconds }
    return SearchTiming(
      statistics: runs[repeats / 2], shape: search.shape(of: 0), bytesPerNode: search.capacity.bytesPerNode,
      bytes: search.capacity.slots * search.capacity.bytesPerNode)
  }
}

/// A timed search.
package struct SearchTiming: Sendable {
  package let statistics: SearchStatistics
  /// The shape of the first tree.
  package let shape: TreeShape
  /// The size of a node with its edges.
  package let bytesPerNode: Int
  /// The size of all nodes.
  package let bytes: Int
}
