import Device
import Search

/// Runs the reference searches of a file, each alone and all in one batch. If there is a device, they also
/// run there, each alone and all in one launch.
package struct SearchCaseRunner {
  /// The name that stands for searches among the names of operations and models.
  package static let operation = "search"

  private let file: SearchCaseFile
  /// The batching when all trees are searched together.
  private let batching: Batching
  private let device: (any Device)?

  package init(
    _ file: SearchCaseFile, batching: Batching = Batching(groups: 2), device: (any Device)? = nil
  ) {
    (self.file, self.batching, self.device) = (file, batching, device)
  }

  /// The result of each case, in order. Throws if there is too little memory.
  package func run() throws -> [CaseResult] {
    var results = file.cases.map { _ in CaseResult() }
    for (index, searchCase) in file.cases.enumerated() {
      try run([searchCase], Batching()) { results[index].compare($1, searchCase, "alone") }
    }
    try run(file.cases, batching) { results[$0].compare($1, file.cases[$0], "in one batch") }
    guard let device else { return results }
    for (index, searchCase) in file.cases.enumerated() {
      try run([searchCase], on: device) { results[index].compare($1, searchCase, "on the device alone") }
    }
    try run(file.cases, on: device) { results[$0].compare($1, file.cases[$0], "on the device at once") }
    return results
  }

  /// Searches for several cases at once on a device, and passes on the result of each.
  private func run(
    _ cases: [SearchCase], on device: any Device, _ found: (Int, Result<TreeResult, SearchError>) -> Void
  ) throws {
    let search = try search(for: cases, Batching())
    let evaluator = try TabularDeviceEvaluator(
      models: cases.map(\.model), roots: cases.map(\.rootState), capacity: search.capacity, device: device)
    run(cases, search, evaluator, found)
  }

  private func search(for cases: [SearchCase], _ batching: Batching) throws -> TreeSearch {
    try TreeSearch(
      capacity: SearchCapacity(
        trees: cases.count, simulations: cases.map(\.request.simulations).max() ?? 1,
        actions: cases.map(\.request.actions).max() ?? 1), batching: batching)
  }

  /// Searches for several cases at once, and passes on for each its number, and the result or the reason why
  /// there is none.
  private func run(
    _ cases: [SearchCase], _ batching: Batching,
    _ found: (Int, Result<TreeResult, SearchError>) -> Void
  ) throws {
    let search = try search(for: cases, batching)
    let evaluator = TabularEvaluator(
      models: cases.map(\.model), roots: cases.map(\.rootState), slots: search.capacity.slots)
    run(cases, search, evaluator, found)
  }

  private func run(
    _ cases: [SearchCase], _ search: TreeSearch, _ evaluator: any Evaluator,
    _ found: (Int, Result<TreeResult, SearchError>) -> Void
  ) {
    do {
      _ = try search.run(cases.map(\.request), evaluator: evaluator)
      for index in cases.indices { found(index, .success(search.result(of: index))) }
    } catch let error as SearchError {
      for index in cases.indices { found(index, .failure(error)) }
    } catch {
      let failure = SearchError(
        trees: 0...cases.count - 1, simulation: 0, reason: "\(error)", isNumerical: false)
      for index in cases.indices { found(index, .failure(failure)) }
    }
  }
}

extension CaseResult {
  /// Compares a search with its case's expectations.
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
