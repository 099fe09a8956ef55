import Device
import Dispatch
import Networks
import Operations
import Replay
import Search
import Tensors

/// The evaluator of searches that evaluates nodes by MuZero's networks. Latent states stay in a pool on the
/// device: a batch is uploaded as slots and actions, and its rewards, values and priors are downloaded.
///
/// A batch is one call of a bound list of launches: gather rows from the pool, dynamics, heads, softmax,
/// expectation and inverse transform, and store rows in the pool. There are lists for several sizes up to the
/// bound; a batch takes the smallest one that holds it. Its parameters are those in the model's memory when
/// it runs.
///
/// To be used by one thread at a time.
package final class NetworkEvaluator: SearchingEvaluator {
  package let priorForm = PriorForm.probabilities
  package let network: MuZeroNetwork
  package private(set) var times = EvaluatorTimes()

  private let pool: Variable
  private let variables: VariableStore
  private let context: OperationContext
  private let slots: Int
  private let place: SearchPlace
  /// The device search for trees of one capacity; nil before the first search. Its `search` is nil if such
  /// trees are searched on the host.
  private var deviceSearch: (capacity: SearchCapacity, search: DeviceTreeSearch?)?
  /// The inference of roots in one launch, for searches on the device; nil if roots are inferred as a batch.
  private var roots: RootInference?
  private let recurrent: BoundedExecutable
  private let initial: BoundedExecutable
  private let queue: any Queue
  /// The slot that a batch's unused rows write their states to.
  private let spareSlot: Int32
  private var observations = ObservationBatch.numbers([])
  /// The batch under way of each pipeline group.
  private var batches: [Int: Batch] = [:]

  /// A batch under way, with the memory that its results go to.
  private struct Batch {
    let report: Report
    let count: Int
    let actions: Int
    let priors: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    /// Nil for a batch of roots.
    let rewards: UnsafeMutablePointer<Float>?
  }

  /// An evaluator for `slots` latent states and batches of at most `bound` rows.
  ///
  /// Throws if the device fails or cannot hold the states.
  package init(
    _ network: MuZeroNetwork, store: ModelStore, slots: Int, bound: Int, context: OperationContext,
    place: SearchPlace = .host
  ) throws {
    self.network = network
    self.slots = slots
    self.context = context
    self.place = place
    spareSlot = Int32(slots)
    let pool = Self.pool(of: network, slots: slots + 1)
    let (bytes, info) = (pool.type.byteCount, context.device.info)
    if bytes > min(info.globalMemory, info.largestAllocation) {
      throw DeviceUnavailable(
        "the states of \(slots) nodes take \(bytes) bytes of \(info.name), which has \(info.globalMemory), of which \(info.largestAllocation) are the most in one piece; ask for fewer trees or simulations"
      )
    }
    let variables = try VariableStore([pool], beside: store.variables)
    self.pool = pool
    self.variables = variables
    var options = Executable.Options()
    options.isUrgent = true
    options.reported = ["priors", "values", "rewards"]
    recurrent = try BoundedExecutable(bound: bound, store: variables, context: context, options: options) {
      Self.recurrentProgram(network, pool: pool, rows: $0)
    }
    options.reported = ["priors", "values"]
    initial = try BoundedExecutable(bound: bound, store: variables, context: context, options: options) {
      Self.initialProgram(network, pool: pool, rows: $0)
    }
    // A search waits for each batch, but the learner beside it does not wait for its updates.
    queue = try context.device.makeQueue(profiling: false, urgent: true)
  }

  private static func recurrentProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    Graph, Executable.Program
  ) {
    let traced = trace(network, pool: pool, rows: rows)
    return (
      traced.graph, Executable.Program(outputs: traced.outputs, assignments: [(pool, traced.stored)])
    )
  }

  /// Traces the inference of leaves: its outputs, and the pool with the leaves' states stored in it.
  private static func trace(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    graph: Graph, outputs: [String: Tensor], stored: Tensor
  ) {
    let pass = Pass(Graph(), isTraining: false)
    func slots(_ name: String) -> Tensor { pass.graph.input(name, [rows], .int32) }
    let table = pass.graph.variable(pool)
    let (state, trunk) = network.dynamics(
      table.gatheringRows(slots("parents")), actions: slots("actions"), pass: pass)
    var outputs = network.answers(state, pass: pass)
    outputs["rewards"] = network.reward(trunk, pass: pass).map(network.scalars) ?? pass.graph.zeros([rows])
    return (pass.graph, outputs, table.scatteringRows(state, at: slots("children")))
  }

  /// The row program by which a device infers the leaves of this number of trees. Throws if the networks have
  /// none.
  package static func rowProgram(_ network: MuZeroNetwork, trees: Int, info: DeviceInfo) throws(RowFault)
    -> RowProgram
  {
    let pool = pool(of: network, slots: trees)
    return try RowProgram(count: trees, table: pool, info: info) { trace(network, pool: pool, rows: $0) }
  }

  /// The row program by which a device infers the roots of this number of trees. Throws if roots are inferred
  /// as a batch.
  package static func rootProgram(_ network: MuZeroNetwork, trees: Int, info: DeviceInfo) throws(RowFault)
    -> RowProgram
  {
    try RootInference.rowProgram(pool: pool(of: network, slots: trees), trees: trees, info: info) {
      traceRoots(network, pool: $0, rows: $1)
    }
  }

  /// The pool of latent states, one row for each slot.
  private static func pool(of network: MuZeroNetwork, slots: Int) -> Variable {
    let state =
      switch network.configuration.state {
      case .vector(let count): [count]
      case .planes(let height, let width, let channels): [height, width, channels]
      }
    return Variable("latent states", shape: [slots] + state, role: .state)
  }

  private static func initialProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    Graph, Executable.Program
  ) {
    let traced = traceRoots(network, pool: pool, rows: rows)
    return (
      traced.graph, Executable.Program(outputs: traced.outputs, assignments: [(pool, traced.stored)])
    )
  }

  /// Traces the inference of roots: its outputs, and the pool with the roots' states stored in it.
  private static func traceRoots(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    graph: Graph, outputs: [String: Tensor], stored: Tensor
  ) {
    let pass = Pass(Graph(), isTraining: false)
    let slots = pass.graph.input(RootInference.slots, [rows], .int32)
    let observation = network.configuration.observationInput(rows: rows).tensor(in: pass.graph)
    let state = network.represent(observation, pass: pass)
    let table = pass.graph.variable(pool)
    return (
      pass.graph, network.answers(state, pass: pass), table.scatteringRows(state, at: slots)
    )
  }

  /// Sets the observations that the roots of the next search are inferred from: one for each tree, in the
  /// trees' order.
  package func setObservations(_ rows: ObservationBatch) { observations = rows }

  // MARK: Batches

  package func submit(roots batch: RootBatch) throws -> InferenceHandle {
    let trees = UnsafeBufferPointer(start: batch.trees, count: batch.count)
    let inference = deviceSearch?.search == nil ? nil : roots
    return try run(
      inference?.executable(on: queue) ?? initial, group: batch.group,
      (batch.count, batch.actions, batch.priors, batch.values, nil)
    ) { feed in
      observations.write(
        trees.lazy.map(Int.init), size: network.configuration.observationShape.reduce(1, *), to: feed,
        of: network.configuration)
      feed.write(batch.slots, count: batch.count, to: RootInference.slots, rest: spareSlot)
    }
  }

  package func submit(leaves batch: LeafBatch) throws -> InferenceHandle {
    try run(
      recurrent, group: batch.group,
      (batch.count, batch.actions, batch.priors, batch.values, batch.rewards)
    ) { feed in
      feed.write(batch.parentSlots, count: batch.count, to: "parents", rest: spareSlot)
      feed.write(batch.leafActions, count: batch.count, to: "actions", rest: 0)
      feed.write(batch.childSlots, count: batch.count, to: "children", rest: spareSlot)
    }
  }

  /// Submits a batch, whose inputs `write` sets.
  private func run(
    _ executable: BoundedExecutable, group: Int,
    _ batch: (
      count: Int, actions: Int, priors: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>,
      rewards: UnsafeMutablePointer<Float>?
    ), _ write: (Feed) -> Void
  ) throws -> InferenceHandle {
    precondition(batches[group] == nil, "a second batch of pipeline group \(group)")
    let start = Self.now
    var written = start
    let report = try executable.run(rows: batch.count, on: queue) { feed in
      write(feed)
      written = Self.now
    }
    batches[group] = Batch(
      report: report!, count: batch.count,
      actions: batch.actions, priors: batch.priors, values: batch.values, rewards: batch.rewards)
    times.upload += Double(written - start) * 1e-9
    times.device += Double(Self.now - written) * 1e-9
    return InferenceHandle(number: group)
  }

  package func wait(for handle: InferenceHandle) throws {
    guard let batch = batches.removeValue(forKey: handle.number) else {
      preconditionFailure("no batch of pipeline group \(handle.number) is under way")
    }
    let start = Self.now
    let results = try batch.report.wait()
    let end = Self.now
    times.device += Double(end - start) * 1e-9
    let actions = network.configuration.actions
    let shared = min(actions, batch.actions)
    results.read("priors") { priors in
      for row in 0..<batch.count {
        (batch.priors + row &* batch.actions).update(
          from: priors.baseAddress! + row &* actions, count: shared)
      }
    }
    results.read("values") { batch.values.update(from: $0.baseAddress!, count: batch.count) }
    if let rewards = batch.rewards {
      results.read("rewards") { rewards.update(from: $0.baseAddress!, count: batch.count) }
    }
    times.download += Double(Self.now - end) * 1e-9
  }

  // MARK: Searches on the device

  package func searches(_ capacity: SearchCapacity) throws -> Bool {
    guard place != .host, capacity.slots <= slots, capacity.actions <= network.configuration.actions else {
      return false
    }
    if let known = deviceSearch, known.capacity == capacity { return known.search != nil }
    do {
      let search = try DeviceTreeSearch(
        capacity: capacity, pool: pool, store: variables, context: context, queue: queue,
        trace: { Self.trace(network, pool: pool, rows: $0) })
      deviceSearch = (capacity, search)
      roots = try roots ?? makeRoots()
    } catch let fault as RowFault {
      if place == .device { throw fault }
      deviceSearch = (capacity, nil)
    }
    return deviceSearch?.search != nil
  }

  /// The inference of roots in one launch; nil if roots are inferred as a batch.
  private func makeRoots() throws -> RootInference? {
    do {
      return try RootInference(network, pool: pool, beside: variables, bound: initial.bound, context: context)
      {
        Self.traceRoots(self.network, pool: $0, rows: $1)
      }
    } catch is RowFault {
      return nil
    }
  }

  package func advance(_ trees: SearchTrees, by simulations: Int, isFirst: Bool) throws {
    let start = Self.now
    try deviceSearch!.search!.advance(trees, by: simulations, isFirst: isFirst)
    times.device += Double(Self.now - start) * 1e-9
  }

  package func finish(_ trees: SearchTrees) throws {
    let start = Self.now
    try deviceSearch!.search!.finish(trees)
    times.download += Double(Self.now - start) * 1e-9
  }

  /// The launches of a search of `trees` trees on the device, without those of its roots. If searches run on the host,
  /// those of a batch with a leaf of each.
  package func steps(trees: Int) -> [Executable.Step] {
    deviceSearch?.search.map { [$0.step] } ?? recurrent.executables[recurrent.bucket(for: trees)].steps
  }

  /// To be called when the parameters in the model's memory have changed.
  package func parametersChanged() {
    deviceSearch?.search?.parametersChanged()
    roots?.parametersChanged()
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

extension Feed {
  /// Writes `count` integers to the beginning of an input, and `rest` to its remaining elements.
  fileprivate func write(_ source: UnsafePointer<Int32>, count: Int, to name: String, rest: Int32) {
    write(name, of: Int32.self) { target in
      target.baseAddress!.update(from: source, count: count)
      target[count...].update(repeating: rest)
    }
  }
}

extension MuZeroNetwork {
  /// The outputs "priors" [rows, actions] and "values" [rows] of states.
  fileprivate func answers(_ state: Tensor, pass: Pass) -> [String: Tensor] {
    [
      "priors": policy(state, pass: pass).softmax(),
      "values": scalars(value(state, pass: pass)),
    ]
  }
}
