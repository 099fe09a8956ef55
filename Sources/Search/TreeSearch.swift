/// Searches many trees at once, with one evaluator's call for the leaves of many: MuZero's planning (Schrittwieser et al.
/// 2020, appendix B).
///
/// Every tree has at most one leaf outstanding, so that its result is the same whatever trees are searched beside it, and
/// however they are batched or spread over threads. All memory is reserved when the search is made. Not to be used by
/// two threads at a time.
public final class TreeSearch {
  /// For what there is room.
  public let capacity: SearchCapacity
  /// How trees share the evaluator's calls.
  public let batching: Batching
  let memory: SearchMemory
  private(set) var requests: [TreeRequest] = []
  /// For each tree that is searched by Gumbel MuZero's rules; none where no tree is.
  private(set) var gumbelTrees: [GumbelTree?] = []
  /// What trees began with, of those that go on from an earlier search; none where no tree does.
  private(set) var kept: [KeptSubtree?] = []
  private var forgets = false
  let host: HostSearch
  /// How long a simulation of all trees took when they were last searched where the networks are.
  var secondsPerSimulation: Double?
  private(set) var explorations: [Exploration: UnsafeMutablePointer<Float>] = [:]

  /// Throws `SearchMemoryError`.
  public init(capacity: SearchCapacity, batching: Batching = Batching()) throws {
    self.capacity = capacity
    self.batching = batching
    memory = try SearchMemory(capacity: capacity)
    host = HostSearch(memory: memory, batching: batching)
  }

  deinit {
    for table in explorations.values { table.deallocate() }
  }

  /// Searches tree after tree of `requests`, whose numbers are their places, at most the capacity's; earlier results are gone.
  ///
  /// Throws `SearchError` where the evaluator throws, or gives a number that is not finite. No batch is under way then, and
  /// the search can run again.
  ///
  /// `goesOn`: is asked after every simulation of the trees that leave together, and ends them with the simulation that they
  /// are in, of one at least, where it is false; it may ask for results, which lack that simulation.
  ///
  /// `isStopped`: is asked now and then, and ends all trees in the same way where it is true.
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

  /// Lets all trees of the next search begin with their roots alone: for when the evaluator's parameters have changed.
  package func forgetTrees() { forgets = true }

  /// The requests with the simulations that are left to do.
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

  /// How many of a tree's simulations are an earlier search's.
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
