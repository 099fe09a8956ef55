import Search

/// Runs the reference searches of a file: each alone, all in one batch, and all with several evaluators at once.
package struct SearchCaseRunner {
  /// What searches are called where operations and models have names.
  package static let operation = "search"

  private static let lanes = 3

  private let file: SearchCaseFile
  /// How trees are batched where all are searched together.
  private let batching: Batching

  package init(_ file: SearchCaseFile, batching: Batching = Batching(cohorts: 2)) {
    (self.file, self.batching) = (file, batching)
  }

  /// A result for each case, in order. Throws where memory cannot be had.
  package func run() throws -> [CaseResult] {
    var results = file.cases.map { _ in CaseResult() }
    for (index, searchCase) in file.cases.enumerated() {
      try run([searchCase], Batching(), lanes: 1) { results[index].compare($1, searchCase, "alone") }
    }
    try run(file.cases, batching, lanes: 1) { results[$0].compare($1, file.cases[$0], "in one batch") }
    try run(file.cases, batching, lanes: Self.lanes) {
      results[$0].compare($1, file.cases[$0], "in \(Self.lanes) lanes")
    }
    return results
  }

  /// Searches for cases at once, and hands on what was found for each: its number, and the result or why there is none.
  private func run(
    _ cases: [SearchCase], _ batching: Batching, lanes: Int,
    _ found: (Int, Result<TreeResult, SearchError>) -> Void
  ) throws {
    let search = try TreeSearch(
      capacity: SearchCapacity(
        trees: cases.count, simulations: cases.map(\.request.simulations).max() ?? 1,
        actions: cases.map(\.request.actions).max() ?? 1), batching: batching)
    let evaluators = (0..<lanes).map { _ in
      TabularEvaluator(
        models: cases.map(\.model), roots: cases.map(\.rootState), slots: search.capacity.slots)
    }
    do {
      _ = try search.run(cases.map(\.request), evaluators: evaluators)
      for index in cases.indices { found(index, .success(search.result(of: index))) }
    } catch let error as SearchError {
      for index in cases.indices { found(index, .failure(error)) }
    }
  }
}

extension CaseResult {
  /// Compares a search with what its case expects.
  fileprivate mutating func compare(
    _ found: Result<TreeResult, SearchError>, _ expected: SearchCase, _ label: String
  ) {
    let result: TreeResult
    switch found {
    case .success(let success): result = success
    case .failure(let error): return failures.append("\(label), \(error)")
    }
    if result.visits != expected.visits {
      failures.append("searched \(label), its visits are \(result.visits), expected \(expected.visits)")
    }
    let actual = result.values.map(Double.init) + [Double(result.rootValue)]
    let wanted = expected.values + [expected.rootValue]
    for (index, (value, expected)) in zip(actual, wanted).enumerated() {
      let share = abs(value - expected) / max(1e-3 * abs(expected), 1e-5)
      worstForward = max(worstForward ?? 0, share)
      guard !(share <= 1) else { continue }
      let name = index < result.values.count ? "the q of action \(index)" : "the root's value"
      failures.append("searched \(label), \(name) is \(value), expected \(expected)")
    }
  }
}
