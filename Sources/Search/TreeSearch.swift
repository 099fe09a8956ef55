import Dispatch

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
  private var lanes: [SearchLane] = []
  /// The trees that each lane of the last search had.
  var laneRanges: [Range<Int>] = []
  /// How long a simulation of all trees took when they were last searched where the networks are.
  var secondsPerSimulation: Double?
  private(set) var explorations: [Exploration: UnsafeMutablePointer<Float>] = [:]

  /// Throws `SearchMemoryError`.
  public init(capacity: SearchCapacity, batching: Batching = Batching()) throws {
    self.capacity = capacity
    self.batching = batching
    memory = try SearchMemory(capacity: capacity)
  }

  deinit {
    for table in explorations.values { table.deallocate() }
  }

  /// Searches tree after tree of `requests`, whose numbers are their places, at most the capacity's; earlier results are gone.
  ///
  /// Throws `SearchError` where the evaluator throws, or gives a number that is not finite. No batch is under way then, and
  /// the search can run again.
  ///
  /// `deadline`: when every tree ends with the simulation that it is in, of one at least; nil where all have the simulations
  /// that they ask for. Results then depend on time.
  ///
  /// `goesOn`: is asked after every simulation of the trees that leave together, by whichever thread searches them, and
  /// ends them in the same way where it is false; with one evaluator it may ask for results, which lack that simulation.
  ///
  /// `isStopped`: is asked now and then, and ends all trees in the same way where it is true.
  public func run(
    _ requests: [TreeRequest], evaluator: any Evaluator, until deadline: ContinuousClock.Instant? = nil,
    goesOn: (() -> Bool)? = nil, isStopped: (() -> Bool)? = nil
  ) throws -> SearchStatistics {
    try run(requests, evaluators: [evaluator], until: deadline, goesOn: goesOn, isStopped: isStopped)
  }

  /// The same with several evaluators at once, each of which has a thread of its own and an equal part of the trees, in
  /// their order. Evaluators that compute alike give the same results as one of them would.
  public func run(
    _ requests: [TreeRequest], evaluators: [any Evaluator], until deadline: ContinuousClock.Instant? = nil,
    goesOn: (() -> Bool)? = nil, isStopped: (() -> Bool)? = nil
  ) throws -> SearchStatistics {
    precondition(!evaluators.isEmpty, "a search without an evaluator")
    let count = min(evaluators.count, requests.count)
    let ranges = (0..<count).map { $0 * requests.count / count..<($0 + 1) * requests.count / count }
    // What is left of a tree lies with the evaluator that it had, in slots counted from that one's first tree.
    if ranges.map(\.lowerBound) != laneRanges.map(\.lowerBound) { forgets = true }
    laneRanges = ranges
    let isLate = { deadline.map { ContinuousClock.now >= $0 } ?? false || isStopped?() ?? false }
    begin(requests)
    if evaluators.count == 1, let searcher = evaluators[0] as? any SearchingEvaluator,
      try searcher.searches(capacity)
    {
      do {
        return try run(on: searcher, isLate: isLate, goesOn: goesOn)
      } catch {
        self.requests = []
        throw error
      }
    }
    while lanes.count < count { lanes.append(SearchLane(memory: memory, batching: batching)) }
    let outcomes = concurrently(count) { [lanes, laneRanges, batching, gumbelTrees, kept, further] lane in
      try lanes[lane].run(
        further, rows: laneRanges[lane], gumbelTrees: gumbelTrees, kept: kept, batching: batching,
        evaluator: evaluators[lane], isLate: isLate, goesOn: goesOn)
    }
    do {
      return SearchStatistics(lanes: try outcomes.map { try $0.get() })
    } catch {
      self.requests = []
      throw error
    }
  }

  /// What `body` gives for 0 to `count` − 1, each on a thread of its own.
  private func concurrently(
    _ count: Int, _ body: (Int) throws -> SearchStatistics
  ) -> [Result<SearchStatistics, any Error>] {
    if count == 1 { return [Result { try body(0) }] }
    var outcomes = [Result<SearchStatistics, any Error>](
      repeating: .success(SearchStatistics()), count: count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let (body, outcomes) = (body, outcomes)
        DispatchQueue.concurrentPerform(iterations: count) { lane in
          outcomes[lane] = Result { try body(lane) }
        }
      }
    }
    return outcomes
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
