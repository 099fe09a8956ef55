/// A search whose trees are descended and backed up by the host, which asks an evaluator for their leaves.
///
/// It belongs to one thread at a time.
final class HostSearch {
  private let memory: SearchMemory
  private let batching: Batching
  private let meter: SearchMeter
  private let threads: HostThreads
  private var requests: [TreeRequest] = []
  /// The subtree that each tree begins with; empty if all trees begin with their roots alone.
  private var kept: [KeptSubtree?] = []
  private var groups: [PipelineGroup] = []
  private var isLate: (() -> Bool)?
  private var goesOn: (() -> Bool)?
  private var priorForm = PriorForm.probabilities

  private var capacity: SearchCapacity { memory.forest.capacity }

  init(memory: SearchMemory, batching: Batching) {
    self.memory = memory
    self.batching = batching
    meter = SearchMeter(
      largestBatch: min(batching.maximumBatch, memory.forest.capacity.trees), threads: batching.threads)
    threads = HostThreads(count: batching.threads)
  }

  /// Searches the trees of `requests`, whose simulations do not count those of kept subtrees. The trees end
  /// early, after the current simulation, if `isLate` becomes true or `goesOn` false.
  ///
  /// Throws `SearchError`. No batch is under way then.
  func run(
    _ requests: [TreeRequest], gumbelTrees: [GumbelTree?], kept: [KeptSubtree?],
    evaluator: any Evaluator, isLate: @escaping () -> Bool, goesOn: (() -> Bool)?
  ) throws -> SearchStatistics {
    (self.isLate, self.goesOn) = (isLate, goesOn)
    defer { (self.isLate, self.goesOn) = (nil, nil) }
    let step = begin(requests, gumbelTrees: gumbelTrees, kept: kept, evaluator)
    let before = evaluator.times
    do {
      for index in groups.indices { try submitRoots(index, evaluator) }
      var isUnderWay = true
      while isUnderWay {
        isUnderWay = false
        for index in groups.indices where groups[index].handle != nil {
          try advance(index, step, evaluator)
          isUnderWay = isUnderWay || groups[index].handle != nil
        }
      }
    } catch {
      for index in groups.indices {
        if let handle = groups[index].handle { try? evaluator.wait(for: handle) }
        groups[index].handle = nil
      }
      throw error
    }
    return meter.statistics(evaluator: evaluator.times - before)
  }

  /// Infers the root of every tree of `requests`, and hangs the subtree that the tree keeps below it.
  ///
  /// Throws `SearchError`. No batch is under way then.
  func addRoots(
    of requests: [TreeRequest], gumbelTrees: [GumbelTree?], kept: [KeptSubtree?], _ evaluator: any Evaluator
  ) throws {
    let step = begin(requests, gumbelTrees: gumbelTrees, kept: kept, evaluator)
    for index in groups.indices {
      try submitRoots(index, evaluator)
      let handle = groups[index].handle!
      groups[index].handle = nil
      try named(groups[index]) { try meter.waiting { try evaluator.wait(for: handle) } }
      try addRoots(of: groups[index], step)
    }
  }

  private func begin(
    _ requests: [TreeRequest], gumbelTrees: [GumbelTree?], kept: [KeptSubtree?], _ evaluator: any Evaluator
  ) -> SimulationStep {
    (self.requests, self.kept) = (requests, kept)
    priorForm = evaluator.priorForm
    groups = batching.ranges(trees: requests.count).map {
      PipelineGroup(firstRow: $0.lowerBound, live: $0.count)
    }
    for tree in requests.indices {
      memory.rows.childSlots[tree] = Int32(memory.forest.slot(tree: tree, node: 0))
    }
    meter.begin()
    return SimulationStep(
      forest: memory.forest, rows: memory.rows, priorForm: priorForm, gumbelTrees: gumbelTrees)
  }

  // MARK: Batches

  private func submitRoots(_ index: Int, _ evaluator: any Evaluator) throws {
    let (group, rows) = (groups[index], memory.rows)
    let batch = RootBatch(
      count: group.live, actions: capacity.actions, group: index, trees: rows.trees + group.firstRow,
      slots: rows.childSlots + group.firstRow, values: rows.values + group.firstRow,
      priors: rows.priors + group.firstRow * capacity.actions)
    batch.values.update(repeating: 0, count: batch.count)
    groups[index].handle = try named(group) {
      try meter.submitting(gathered: nil) { try evaluator.submit(roots: batch) }
    }
  }

  private func submitLeaves(_ index: Int, gatheredSince start: UInt64, _ evaluator: any Evaluator) throws {
    let (group, rows) = (groups[index], memory.rows)
    let first = group.firstRow
    let batch = LeafBatch(
      count: group.live, actions: capacity.actions, group: index, trees: rows.trees + first,
      parentSlots: rows.parentSlots + first, leafActions: rows.leafActions + first,
      childSlots: rows.childSlots + first, rewards: rows.rewards + first, values: rows.values + first,
      priors: rows.priors + first * capacity.actions)
    groups[index].handle = try named(group) {
      try meter.submitting(gathered: (start, group.live)) { try evaluator.submit(leaves: batch) }
    }
  }

  /// Waits for a group's batch, backs up its leaves, descends its trees to their next leaves, and submits
  /// these.
  private func advance(_ index: Int, _ step: SimulationStep, _ evaluator: any Evaluator) throws {
    guard let handle = groups[index].handle else { return }
    groups[index].handle = nil
    try named(groups[index]) { try meter.waiting { try evaluator.wait(for: handle) } }
    let start = SearchMeter.now
    if groups[index].nextEnd == 0 {
      try addRoots(of: groups[index], step)
      groups[index].nextEnd = firstEnd(of: groups[index])
      descend(groups[index].rows, step)
    } else {
      groups[index].simulation += 1
      if let isLate, isLate() { groups[index].isLate = true }
      if let goesOn, !goesOn() { groups[index].isLate = true }
      let isEnd = groups[index].isLate || groups[index].simulation == groups[index].nextEnd
      backUp(groups[index].rows, step, thenDescend: !isEnd)
      if let row = meter.takeFault() { throw fault(row: row, simulation: groups[index].simulation) }
      if isEnd {
        dropEnded(from: &groups[index])
        descend(groups[index].rows, step)
      }
    }
    if groups[index].live > 0 { try submitLeaves(index, gatheredSince: start, evaluator) }
  }

  private func addRoots(of group: PipelineGroup, _ step: SimulationStep) throws {
    for row in group.rows {
      let tree = Int(memory.rows.trees[row])
      let request = requests[tree]
      var noise: [Double]?
      if let rootNoise = request.noise {
        var generator = request.key.generator(for: .noise)
        noise = generator.dirichlet(
          alpha: rootNoise.alpha, count: request.legalActions?.count ?? request.actions)
      }
      let priors = memory.rows.priors + row * capacity.actions
      let forest = memory.forest
      forest.ownValues[forest.place(tree: tree, node: 0)] = memory.rows.values[row]
      // Only Gumbel MuZero's rules read the values of roots.
      let isSound = request.gumbel == nil || memory.rows.values[row].isFinite
      if !step.expansion.addRoot(to: tree, row: priors, noise: noise, share: request.noise?.share ?? 0)
        || !isSound
      {
        throw fault(row: row, simulation: 0)
      }
      if !kept.isEmpty, let subtree = kept[tree] { forest.graft(subtree, onto: tree) }
      if !step.gumbelTrees.isEmpty, let gumbel = step.gumbelTrees[tree] {
        gumbel.writeScores(
          to: forest.rootScores + tree * capacity.actions, root: forest.node(0, tree: tree))
      }
    }
  }

  // MARK: The host's work

  private func descend(_ rows: Range<Int>, _ step: SimulationStep) {
    let tallies = meter.tallies
    threads.run(rows) { rows, thread in
      let start = SearchMeter.now
      step.descend(rows)
      tallies[thread].descent += SearchMeter.now - start
    }
  }

  private func backUp(_ rows: Range<Int>, _ step: SimulationStep, thenDescend: Bool) {
    let tallies = meter.tallies
    threads.run(rows) { rows, thread in
      let start = SearchMeter.now
      let fault = step.backUp(rows)
      let middle = SearchMeter.now
      tallies[thread].backUp += middle - start
      if let fault {
        tallies[thread].fault = min(tallies[thread].fault, fault)
      } else if thenDescend {
        step.descend(rows)
        tallies[thread].descent += SearchMeter.now - middle
      }
    }
  }

  private func firstEnd(of group: PipelineGroup) -> Int {
    group.rows.map { requests[Int(memory.rows.trees[$0])].simulations }.min() ?? .max
  }

  /// Moves the trees that have simulations left to the group's first rows.
  private func dropEnded(from group: inout PipelineGroup) {
    var next = group.firstRow
    for row in group.rows {
      let tree = memory.rows.trees[row]
      memory.rows.trees[next] = tree
      next += !group.isLate && requests[Int(tree)].simulations > group.simulation ? 1 : 0
    }
    group.live = next - group.firstRow
    group.nextEnd = firstEnd(of: group)
  }

  // MARK: Errors

  /// Calls the evaluator; an error is rethrown as a `SearchError` that names the batch's trees.
  private func named<Result>(_ group: PipelineGroup, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      let trees = group.rows.map { Int(memory.rows.trees[$0]) }
      throw SearchError(
        trees: (trees.first ?? 0)...(trees.last ?? 0),
        simulation: group.nextEnd == 0 ? 0 : group.simulation + 1,
        reason: "the evaluator failed: \(error)", isNumerical: false)
    }
  }

  /// The error that describes the unusable numbers of a row.
  private func fault(row: Int, simulation: Int) -> SearchError {
    let (rows, tree) = (memory.rows, Int(memory.rows.trees[row]))
    let priors = UnsafeBufferPointer(
      start: rows.priors + row * capacity.actions, count: requests[tree].actions)
    let isRoot = simulation == 0
    let fault = NumericalFault(
      reward: isRoot ? nil : rows.rewards[row],
      value: isRoot && requests[tree].gumbel == nil ? 0 : rows.values[row], priors: priors, form: priorForm)
    return (fault ?? .range).error(tree: tree, simulation: simulation, forest: memory.forest)
  }
}
