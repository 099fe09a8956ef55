/// Searches many trees at once, and evaluates the leaves of many trees by one call of the evaluator: MuZero's
/// planning (Schrittwieser et al. 2020, appendix B).
///
/// Every tree has at most one leaf outstanding, so that its result does not depend on the other trees, on the
/// batches or on the number of threads. All memory is reserved when the search is made. Only one thread at a
/// time may use a search.
public final class TreeSearch {
  /// The trees, simulations and actions that memory is reserved for.
  public let capacity: SearchCapacity
  /// How trees share the evaluator's calls and the host's threads.
  public let batching: Batching
  let memory: SearchMemory
  private(set) var requests: [TreeRequest] = []
  /// The Gumbel state of each tree; empty if no tree is searched by Gumbel MuZero's rules.
  private(set) var gumbelTrees: [GumbelTree?] = []
  /// The subtree that each tree began with; empty if no tree continues an earlier search.
  private(set) var kept: [KeptSubtree?] = []
  private var forgets = false
  let host: HostSearch
  /// The time that one simulation of all trees took in the last launch on a device, in seconds; nil before
  /// the first.
  var secondsPerSimulation: Double?
  private(set) var explorations: [Exploration: UnsafeMutablePointer<Float>] = [:]

  /// Reserves the memory. Throws `SearchMemoryError` if the system has too little.
  public init(capacity: SearchCapacity, batching: Batching = Batching()) throws {
    self.capacity = capacity
    self.batching = batching
    memory = try SearchMemory(capacity: capacity)
    host = HostSearch(memory: memory, batching: batching)
  }

  deinit {
    for table in explorations.values { table.deallocate() }
  }

  /// Searches the trees of `requests`, at most as many as the capacity allows. A tree's index is that of its
  /// request. Earlier results are discarded.
  ///
  /// Throws `SearchError` if the evaluator throws or gives a number that is not finite. No batch is under way
  /// then, and the search can run again.
  ///
  /// `goesOn` is called after every simulation of a pipeline group; if it returns false, the group's trees
  /// end with the simulation that they are in, at the earliest the first. It may ask for results, which do
  /// not include that simulation.
  ///
  /// `isStopped` is called now and then; if it returns true, all trees end in the same way.
  public func run(
    _ requests: [TreeRequest], evaluator: any Evaluator, goesOn: (() -> Bool)? = nil,
    isStopped: (() -> Bool)? = nil
  ) throws -> SearchStatistics {
    let isLate = { isStopped?() ?? false }
    begin(requests)
    do {
      if let searcher = evaluator as? any SearchingEvaluator, try searcher.searches(capacity) {
        return try run(on: searcher, isLate: isLate, goesOn: goesOn)
      }
      return try host.run(
        further, gumbelTrees: gumbelTrees, kept: kept, evaluator: evaluator, isLate: isLate, goesOn: goesOn)
    } catch {
      self.requests = []
      throw error
    }
  }

  // MARK: Beginning

  /// Makes all trees of the next search begin with their roots alone: to be called when the evaluator's
  /// parameters have changed.
  package func forgetTrees() { forgets = true }

  /// The requests with the numbers of simulations that remain to be done beside kept subtrees.
  var further: [TreeRequest] {
    if kept.isEmpty { return requests }
    return zip(requests, kept).map { request, kept in
      var request = request
      request.simulations = max(request.simulations - (kept?.visits ?? 0), 1)
      return request
    }
  }

  private func begin(_ requests: [TreeRequest]) {
    precondition(
      (1...capacity.trees).contains(requests.count),
      "\(requests.count) trees, for which 1 to \(capacity.trees) have room")
    let earlier = forgets ? [] : self.requests
    self.requests = requests
    (forgets, kept) = (false, [])
    if capacity.keepsSubtrees, requests.contains(where: { $0.taken != nil }) {
      kept = requests.enumerated().map { tree, request in
        guard earlier.indices.contains(tree), request.goesOn(from: earlier[tree]) else { return nil }
        return memory.forest.keepSubtree(of: tree, behind: request.taken!, legal: request.legalActions)
      }
    }
    for (tree, request) in requests.enumerated() {
      if let fault = request.fault(within: capacity) { preconditionFailure("tree \(tree) has \(fault)") }
      memory.forest.begin(
        tree: tree, request, simulations: max(request.simulations, keptVisits(of: tree) + 1),
        exploration: explorationTable(request.exploration))
      memory.rows.trees[tree] = Int32(tree)
    }
    gumbelTrees =
      requests.allSatisfy { $0.gumbel == nil }
      ? []
      : requests.map { request in
        request.gumbel.map {
          GumbelTree(
            $0, edges: request.legalActions?.count ?? request.actions, simulations: request.simulations,
            key: request.key)
        }
      }
  }

  /// The number of a tree's simulations that were kept from an earlier search.
  func keptVisits(of tree: Int) -> Int { kept.isEmpty ? 0 : kept[tree]?.visits ?? 0 }

  private func explorationTable(_ exploration: Exploration) -> UnsafePointer<Float> {
    if let table = explorations[exploration] { return UnsafePointer(table) }
    let table = UnsafeMutablePointer<Float>.allocate(capacity: capacity.simulations + 2)
    for visits in 0..<capacity.simulations + 2 {
      (table + visits).initialize(to: exploration.factor(visits: visits))
    }
    explorations[exploration] = table
    return UnsafePointer(table)
  }
}
