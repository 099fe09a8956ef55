import Device
import Networks
import Operations
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

  private let recurrent: BoundedExecutable
  private let initial: BoundedExecutable
  private let queue: any Queue
  /// Where rows beyond a batch's own put their states.
  private let spareSlot: Int32
  /// Elements of a row of what comes back: priors, value, and the reward of leaves.
  private let leafWidth: Int
  private var observations: [Float] = []
  private var pending: [Int: Pending] = [:]
  private var submissions = 0

  /// A batch under way.
  private struct Pending {
    let download: Download
    let store: (UnsafeBufferPointer<Float>) -> Void
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
    recurrent = try BoundedExecutable(bound: bound, store: variables, context: context) { rows in
      Self.recurrentProgram(network, pool: pool, rows: rows)
    }
    initial = try BoundedExecutable(bound: bound, store: variables, context: context) { rows in
      Self.initialProgram(network, pool: pool, rows: rows)
    }
    queue = try context.device.makeQueue(profiling: false)
  }

  private static func recurrentProgram(_ network: MuZeroNetwork, pool: Variable, rows: Int) -> (
    Graph, Executable.Program
  ) {
    let pass = Pass(Graph(), isTraining: false)
    let request = pass.graph.input("request", [rows, 3], .int32)
    let (parents, actions, children) = (request.column(0), request.column(1), request.column(2))
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

  /// Sets what the trees' roots are to be inferred from: an observation for each tree of the next search, in PyTorch's
  /// layout, one after the other.
  package func setObservations(_ values: [Float]) { observations = values }

  // MARK: Batches

  package func submit(roots batch: RootBatch) throws -> EvaluationHandle {
    let shape = network.configuration.observationShape
    let size = shape.reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(batch.count * size)
    for row in 0..<batch.count {
      let first = Int(batch.trees[row]) * size
      precondition(first + size <= observations.count, "no observation of tree \(batch.trees[row])")
      values += observations[first..<first + size]
    }
    let input = network.configuration.observationInput(rows: batch.count)
    try initial.upload(
      input.layout.toDevice(values, hostShape: input.shape), to: input.name, queue: queue)
    let rows = initial.executable(rows: batch.count).inputs["slots"]!.count
    let slots = (0..<rows).map { $0 < batch.count ? batch.slots[$0] : spareSlot }
    try initial.upload(slots, to: "slots", queue: queue)
    let actions = network.configuration.actions
    return try run(initial, rows: batch.count) { [leafWidth] answer in
      for row in 0..<batch.count {
        (batch.priors + row * batch.actions).update(
          from: answer.baseAddress! + row * leafWidth, count: min(actions, batch.actions))
      }
    }
  }

  package func submit(leaves batch: LeafBatch) throws -> EvaluationHandle {
    let rows = recurrent.executable(rows: batch.count).inputs["request"]!.shape[0]
    let request = [Int32](unsafeUninitializedCapacity: 3 * rows) { request, count in
      for row in 0..<rows {
        let isAsked = row < batch.count
        request[3 * row] = isAsked ? batch.parentSlots[row] : spareSlot
        request[3 * row + 1] = isAsked ? batch.leafActions[row] : 0
        request[3 * row + 2] = isAsked ? batch.childSlots[row] : spareSlot
      }
      count = 3 * rows
    }
    try recurrent.upload(request, to: "request", queue: queue)
    let actions = network.configuration.actions
    return try run(recurrent, rows: batch.count) { [leafWidth] answer in
      for row in 0..<batch.count {
        let from = answer.baseAddress! + row * leafWidth
        (batch.priors + row * batch.actions).update(from: from, count: min(actions, batch.actions))
        batch.values[row] = from[actions]
        batch.rewards[row] = from[actions + 1]
      }
    }
  }

  private func run(
    _ executable: BoundedExecutable, rows: Int, store: @escaping (UnsafeBufferPointer<Float>) -> Void
  ) throws -> EvaluationHandle {
    try executable.run(rows: rows, on: queue)
    let answer = executable.outputs(rows: rows)["answer"]!
    let download = try queue.download(answer.buffer, range: 0..<rows * leafWidth * 4)
    try queue.flush()
    submissions += 1
    pending[submissions] = Pending(download: download, store: store)
    return EvaluationHandle(number: submissions)
  }

  package func wait(for handle: EvaluationHandle) throws {
    guard let batch = pending.removeValue(forKey: handle.number) else {
      preconditionFailure("no batch \(handle.number) is under way")
    }
    let memory = try batch.download.wait()
    batch.store(UnsafeBufferPointer(memory.bytes.bindMemory(to: Float.self)))
  }
}

extension MuZeroNetwork {
  /// Priors, values and rewards of states side by side, [rows, actions + 2].
  fileprivate func answer(_ state: Tensor, reward: Tensor, pass: Pass) -> Tensor {
    let value = scalars(value(state, pass: pass))
    return .concatenate(
      [policy(state, pass: pass).softmax(), value.withColumn, reward.withColumn], axis: 1)
  }
}

extension Tensor {
  /// Column number `index` of a table [rows, columns]: [rows].
  fileprivate func column(_ index: Int) -> Tensor {
    sliced(axis: 1, start: index, length: 1).reshaped([shape[0]])
  }
}
