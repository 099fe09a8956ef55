import Device
import Dispatch
import Networks
import Operations
import Replay
import Search
import Tensors

/// MuZero's networks as a search's evaluator: latent states lie in a pool on the device, a batch goes down as slots and
/// actions, and rewards, values and priors come back.
///
/// A batch is one call of a bound list of launches: rows gathered from the pool, dynamics, heads, softmax, expectation and
/// inverse transform, rows put into the pool. Batches of any size up to the bound take the smallest list that holds
/// them. Parameters are those in the model's memory when a batch runs.
///
/// It belongs to one thread at a time.
package final class NetworkEvaluator: Evaluator {
  package let priorForm = PriorForm.probabilities
  package let network: MuZeroNetwork
  package private(set) var times = EvaluatorTimes()

  private let recurrent: Inference
  private let initial: Inference
  private let queue: any Queue
  /// Where rows beyond a batch's own put their states.
  private let spareSlot: Int32
  /// Of how many integers a multiple lies before each column of a request.
  private let columnUnit: Int
  /// Elements of a row of what comes back: priors, value, and the reward of leaves.
  private let leafWidth: Int
  private var observations = ObservationColumn.numbers([])
  /// By cohort.
  private var exchanges: [Exchange] = []

  /// A list of launches for any number of rows: where its request goes, and where its answers come from.
  private struct Inference {
    let executable: BoundedExecutable
    let request: any Buffer
    /// By the executable's rungs.
    let answers: [any Buffer]

    init(_ executable: BoundedExecutable, request: String) {
      self.executable = executable
      self.request = executable.inputs(rows: executable.bound)[request]!.buffer
      answers = executable.executables.map { $0.outputs["answer"]!.buffer }
    }
  }

  /// A cohort's memory for what goes down and comes back, and its batch under way.
  private struct Exchange {
    let request: HostMemory
    let answer: HostMemory
    var batch: Batch?
  }

  /// A batch under way, and where its answers go.
  private struct Batch {
    let event: any Event
    /// Those that were computed.
    let rows: Int
    let count: Int
    let actions: Int
    let priors: UnsafeMutablePointer<Float>
    /// Values and rewards; none of roots.
    let scalars: (values: UnsafeMutablePointer<Float>, rewards: UnsafeMutablePointer<Float>)?
  }

  /// Room for the states of `slots` slots and for batches of at most `bound` rows.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  package init(
    _ network: MuZeroNetwork, store: ModelStore, slots: Int, bound: Int, context: OperationContext
  ) throws {
    self.network = network
    let configuration = network.configuration
    leafWidth = configuration.actions + 2
    spareSlot = Int32(slots)
    let state =
      switch configuration.state {
      case .vector(let count): [count]
      case .planes(let height, let width, let channels): [height, width, channels]
      }
    let pool = Variable("latent states", shape: [slots + 1] + state, role: .state)
    let variables = try VariableStore([pool], beside: store.variables)
    let unit = max(1, context.device.info.bufferAlignment / 4)
    columnUnit = unit
    recurrent = Inference(
      try BoundedExecutable(bound: bound, store: variables, context: context) { rows in
        Self.recurrentProgram(network, pool: pool, rows: rows, unit: unit)
      }, request: "request")
    initial = Inference(
      try BoundedExecutable(bound: bound, store: variables, context: context) { rows in
        Self.initialProgram(network, pool: pool, rows: rows)
      }, request: "slots")
    queue = try context.device.makeQueue(profiling: false)
  }

  /// From one column of a request of so many rows to the next, in integers: a slice is not copied where it begins at a
  /// multiple of `unit`.
  private static func columnStride(_ rows: Int, unit: Int) -> Int { (rows + unit - 1) / unit * unit }

  private static func recurrentProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int, unit: Int) -> (
    Graph, Executable.Program
  ) {
    let stride = columnStride(rows, unit: unit)
    let pass = Pass(Graph(), isTraining: false)
    let request = pass.graph.input("request", [3 * stride], .int32)
    func column(_ index: Int) -> Tensor {
      request.sliced(axis: 0, start: index * stride, length: rows)
    }
    let (parents, actions, children) = (column(0), column(1), column(2))
    let table = pass.graph.variable(pool)
    let (state, trunk) = network.dynamics(table.gatheringRows(parents), actions: actions, pass: pass)
    let reward = network.reward(trunk, pass: pass).map(network.scalars) ?? pass.graph.zeros([rows])
    return (
      pass.graph,
      Executable.Program(
        outputs: ["answer": network.answer(state, reward: reward, pass: pass)],
        assignments: [(pool, table.scatteringRows(state, at: children))])
    )
  }

  private static func initialProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    Graph, Executable.Program
  ) {
    let pass = Pass(Graph(), isTraining: false)
    let slots = pass.graph.input("slots", [rows], .int32)
    let observation = network.configuration.observationInput(rows: rows).tensor(in: pass.graph)
    let state = network.represent(observation, pass: pass)
    let table = pass.graph.variable(pool)
    return (
      pass.graph,
      Executable.Program(
        outputs: ["answer": network.answer(state, reward: pass.graph.zeros([rows]), pass: pass)],
        assignments: [(pool, table.scatteringRows(state, at: slots))])
    )
  }

  /// Sets what the trees' roots are to be inferred from: an observation for each tree of the next search, one after the
  /// other.
  package func setObservations(_ rows: ObservationColumn) { observations = rows }

  // MARK: Batches

  package func submit(roots batch: RootBatch) throws -> EvaluationHandle {
    let start = Self.now
    let trees = UnsafeBufferPointer(start: batch.trees, count: batch.count)
    try observations.upload(
      trees, size: network.configuration.observationShape.reduce(1, *), of: network.configuration,
      to: initial.executable, queue: queue)
    let exchange = exchange(of: batch.cohort)
    let rung = initial.executable.rung(for: batch.count)
    let rows = initial.executable.rungs[rung]
    let request = exchange.request.bytes.bindMemory(to: Int32.self)
    for row in 0..<rows { request[row] = row < batch.count ? batch.slots[row] : spareSlot }
    return try run(
      initial, rung, integers: rows, cohort: batch.cohort, since: start,
      (batch.count, batch.actions, batch.priors, nil))
  }

  package func submit(leaves batch: LeafBatch) throws -> EvaluationHandle {
    let start = Self.now
    let exchange = exchange(of: batch.cohort)
    let rung = recurrent.executable.rung(for: batch.count)
    let rows = recurrent.executable.rungs[rung]
    let request = exchange.request.bytes.bindMemory(to: Int32.self)
    let stride = Self.columnStride(rows, unit: columnUnit)
    for (column, (source, spare)) in [
      (batch.parentSlots, spareSlot), (batch.leafActions, 0), (batch.childSlots, spareSlot),
    ].enumerated() {
      let target = request.baseAddress! + column * stride
      target.update(from: source, count: batch.count)
      (target + batch.count).update(repeating: spare, count: stride - batch.count)
    }
    return try run(
      recurrent, rung, integers: 3 * stride, cohort: batch.cohort, since: start,
      (batch.count, batch.actions, batch.priors, (batch.values, batch.rewards)))
  }

  private func exchange(of cohort: Int) -> Exchange {
    while exchanges.count <= cohort {
      exchanges.append(
        Exchange(
          request: HostMemory(
            byteCount: Self.columnStride(recurrent.executable.bound, unit: columnUnit) * 3 * 4),
          answer: HostMemory(byteCount: recurrent.executable.bound * leafWidth * 4)))
    }
    precondition(exchanges[cohort].batch == nil, "a second batch of cohort \(cohort)")
    return exchanges[cohort]
  }

  /// Enqueues a batch whose request, of so many integers, lies in its cohort's memory.
  private func run(
    _ inference: Inference, _ rung: Int, integers: Int, cohort: Int, since start: UInt64,
    _ batch: (
      count: Int, actions: Int, priors: UnsafeMutablePointer<Float>,
      scalars: (values: UnsafeMutablePointer<Float>, rewards: UnsafeMutablePointer<Float>)?
    )
  ) throws -> EvaluationHandle {
    let exchange = exchanges[cohort]
    try queue.upload(first: integers * 4, of: exchange.request, to: inference.request)
    let handed = Self.now
    try inference.executable.executables[rung].run(on: queue)
    let event = try queue.download(
      first: inference.executable.rungs[rung] * leafWidth * 4, of: inference.answers[rung],
      to: exchange.answer)
    try queue.flush()
    exchanges[cohort].batch = Batch(
      event: event, rows: inference.executable.rungs[rung], count: batch.count, actions: batch.actions,
      priors: batch.priors, scalars: batch.scalars)
    times.upload += Double(handed - start) * 1e-9
    times.device += Double(Self.now - handed) * 1e-9
    return EvaluationHandle(number: cohort)
  }

  package func wait(for handle: EvaluationHandle) throws {
    let exchange = exchanges[handle.number]
    guard let batch = exchange.batch else {
      preconditionFailure("no batch of cohort \(handle.number) is under way")
    }
    exchanges[handle.number].batch = nil
    let start = Self.now
    try batch.event.wait()
    let end = Self.now
    times.device += Double(end - start) * 1e-9
    let answer = exchange.answer.bytes.bindMemory(to: Float.self).baseAddress!
    let actions = network.configuration.actions
    let shared = min(actions, batch.actions)
    for row in 0..<batch.count {
      (batch.priors + row &* batch.actions).update(from: answer + row &* actions, count: shared)
    }
    let values = answer + batch.rows * actions
    batch.scalars?.values.update(from: values, count: batch.count)
    batch.scalars?.rewards.update(from: values + batch.rows, count: batch.count)
    times.download += Double(Self.now - end) * 1e-9
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

extension MuZeroNetwork {
  /// Priors [rows, actions], values [rows] and rewards [rows] of states one after another.
  fileprivate func answer(_ state: Tensor, reward: Tensor, pass: Pass) -> Tensor {
    let value = scalars(value(state, pass: pass))
    return .concatenate(
      [policy(state, pass: pass).softmax().reshaped([-1]), value, reward], axis: 0)
  }
}
