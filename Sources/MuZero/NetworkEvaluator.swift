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

  private let recurrent: BoundedExecutable
  private let initial: BoundedExecutable
  private let queue: any Queue
  /// Where rows beyond a batch's own put their states.
  private let spareSlot: Int32
  private var observations = ObservationColumn.numbers([])
  /// Under way, by cohort.
  private var batches: [Int: Batch] = [:]

  /// A batch under way, and where its answers go.
  private struct Batch {
    let report: Report
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
    spareSlot = Int32(slots)
    let state =
      switch configuration.state {
      case .vector(let count): [count]
      case .planes(let height, let width, let channels): [height, width, channels]
      }
    let pool = Variable("latent states", shape: [slots + 1] + state, role: .state)
    let variables = try VariableStore([pool], beside: store.variables)
    var options = Executable.Options()
    options.reported = ["answer"]
    options.isUrgent = true
    recurrent = try BoundedExecutable(bound: bound, store: variables, context: context, options: options) {
      Self.recurrentProgram(network, pool: pool, rows: $0)
    }
    initial = try BoundedExecutable(bound: bound, store: variables, context: context, options: options) {
      Self.initialProgram(network, pool: pool, rows: $0)
    }
    // A search waits for each batch; the learner beside it does not.
    queue = try context.device.makeQueue(profiling: false, urgent: true)
  }

  private static func recurrentProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    Graph, Executable.Program
  ) {
    let pass = Pass(Graph(), isTraining: false)
    func slots(_ name: String) -> Tensor { pass.graph.input(name, [rows], .int32) }
    let table = pass.graph.variable(pool)
    let (state, trunk) = network.dynamics(
      table.gatheringRows(slots("parents")), actions: slots("actions"), pass: pass)
    let reward = network.reward(trunk, pass: pass).map(network.scalars) ?? pass.graph.zeros([rows])
    return (
      pass.graph,
      Executable.Program(
        outputs: ["answer": network.answer(state, reward: reward, pass: pass)],
        assignments: [(pool, table.scatteringRows(state, at: slots("children")))])
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
    let trees = UnsafeBufferPointer(start: batch.trees, count: batch.count)
    return try run(
      initial, cohort: batch.cohort, (batch.count, batch.actions, batch.priors, nil)
    ) { feed in
      observations.write(
        trees.lazy.map(Int.init), size: network.configuration.observationShape.reduce(1, *), to: feed,
        of: network.configuration)
      feed.write(batch.slots, count: batch.count, to: "slots", rest: spareSlot)
    }
  }

  package func submit(leaves batch: LeafBatch) throws -> EvaluationHandle {
    try run(
      recurrent, cohort: batch.cohort,
      (batch.count, batch.actions, batch.priors, (batch.values, batch.rewards))
    ) { feed in
      feed.write(batch.parentSlots, count: batch.count, to: "parents", rest: spareSlot)
      feed.write(batch.leafActions, count: batch.count, to: "actions", rest: 0)
      feed.write(batch.childSlots, count: batch.count, to: "children", rest: spareSlot)
    }
  }

  /// Hands a batch over, whose inputs `write` sets.
  private func run(
    _ executable: BoundedExecutable, cohort: Int,
    _ batch: (
      count: Int, actions: Int, priors: UnsafeMutablePointer<Float>,
      scalars: (values: UnsafeMutablePointer<Float>, rewards: UnsafeMutablePointer<Float>)?
    ), _ write: (Feed) -> Void
  ) throws -> EvaluationHandle {
    precondition(batches[cohort] == nil, "a second batch of cohort \(cohort)")
    let start = Self.now
    var written = start
    let report = try executable.run(rows: batch.count, on: queue) { feed in
      write(feed)
      written = Self.now
    }
    batches[cohort] = Batch(
      report: report!, rows: executable.rungs[executable.rung(for: batch.count)], count: batch.count,
      actions: batch.actions, priors: batch.priors, scalars: batch.scalars)
    times.upload += Double(written - start) * 1e-9
    times.device += Double(Self.now - written) * 1e-9
    return EvaluationHandle(number: cohort)
  }

  package func wait(for handle: EvaluationHandle) throws {
    guard let batch = batches.removeValue(forKey: handle.number) else {
      preconditionFailure("no batch of cohort \(handle.number) is under way")
    }
    let start = Self.now
    let results = try batch.report.wait()
    let end = Self.now
    times.device += Double(end - start) * 1e-9
    let actions = network.configuration.actions
    let shared = min(actions, batch.actions)
    results.read("answer") { answer in
      let answer = answer.baseAddress!
      for row in 0..<batch.count {
        (batch.priors + row &* batch.actions).update(from: answer + row &* actions, count: shared)
      }
      let values = answer + batch.rows * actions
      batch.scalars?.values.update(from: values, count: batch.count)
      batch.scalars?.rewards.update(from: values + batch.rows, count: batch.count)
    }
    times.download += Double(Self.now - end) * 1e-9
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

extension Feed {
  /// Sets an input to `count` integers, and to `rest` behind them.
  fileprivate func write(_ source: UnsafePointer<Int32>, count: Int, to name: String, rest: Int32) {
    write(name, of: Int32.self) { target in
      target.baseAddress!.update(from: source, count: count)
      target[count...].update(repeating: rest)
    }
  }
}

extension MuZeroNetwork {
  /// Priors [rows, actions], values [rows] and rewards [rows] of states one after another.
  fileprivate func answer(_ state: Tensor, reward: Tensor, pass: Pass) -> Tensor {
    let value = scalars(value(state, pass: pass))
    return .concatenate(
      [policy(state, pass: pass).softmax().reshaped([-1]), value, reward], axis: 0)
  }
}
