import Device
import MuZero
import Networks
import Operations
import Replay
import Tensors
import TestSupport
import Testing

@testable import Search

@Suite struct NetworkEvaluatorTests {
  static let networks = [
    MuZeroNetworkConfiguration(
      .perceptron(observation: 5, hidden: [12], encoding: 7), actions: 3, actionEncoding: .oneHot, bins: 21),
    MuZeroNetworkConfiguration(
      .residual(
        planes: 2, height: 3, width: 3, channels: 5, blocks: 1, headPlanes: 2, headHidden: [8],
        downsampling: false), actions: 9, actionEncoding: .boardPoint, bins: 1),
  ]

  private func model(_ configuration: MuZeroNetworkConfiguration) throws -> (MuZeroNetwork, ModelStore) {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: try Devices.select(nil))
    try store.initialize(seed: 4)
    return (network, store)
  }

  private func evaluator(_ configuration: MuZeroNetworkConfiguration, trees: Int, simulations: Int) throws
    -> NetworkEvaluator
  {
    let (network, store) = try model(configuration)
    let evaluator = try NetworkEvaluator(
      network, store: store, slots: trees * (simulations + 1), bound: trees,
      context: OperationContext(device: store.device))
    let input = configuration.observationInput(rows: trees)
    evaluator.setObservations(
      .numbers(input.layout.toDevice(observations(configuration, trees: trees), hostShape: input.shape)))
    return evaluator
  }

  private func observations(_ configuration: MuZeroNetworkConfiguration, trees: Int) -> [Float] {
    var generator = SeededGenerator(seed: 8)
    return generator.floats(trees * configuration.observationShape.product)
  }

  /// What the search asks for slot by slot is what the networks give applied one after the other.
  @Test(arguments: networks) func statesGoFromSlotToSlot(_ configuration: MuZeroNetworkConfiguration) throws {
    let evaluator = try evaluator(configuration, trees: 2, simulations: 5)
    let actions = configuration.actions
    let memory = AnswerMemory(rows: 2, actions: actions)
    try evaluator.wait(for: evaluator.submit(roots: memory.roots(slots: [0, 6])))
    let rootPriors = memory.priors
    try evaluator.wait(
      for: evaluator.submit(leaves: memory.leaves(parents: [0, 6], [1, 2], children: [3, 7])))
    try evaluator.wait(
      for: evaluator.submit(leaves: memory.leaves(parents: [3, 7], [2, 0], children: [5, 8])))

    let (network, store) = try model(configuration)
    let pass = Pass(Graph(), isTraining: false)
    let input = configuration.observationInput(rows: 2)
    let root = network.represent(input.tensor(in: pass.graph), pass: pass)
    func step(_ state: Tensor, _ name: String) -> (state: Tensor, trunk: Tensor) {
      network.dynamics(state, actions: pass.graph.input(name, [2], .int32), pass: pass)
    }
    let last = step(step(root, "first").state, "second")
    var outputs = [
      "root": network.policy(root, pass: pass).softmax(),
      "priors": network.policy(last.state, pass: pass).softmax(),
      "value": network.scalars(network.value(last.state, pass: pass)),
    ]
    if let reward = network.reward(last.trunk, pass: pass) { outputs["reward"] = network.scalars(reward) }
    let executable = try Executable(
      .init(outputs: outputs), graph: pass.graph, store: store.variables,
      context: OperationContext(device: store.device))
    let queue = try store.device.makeQueue(profiling: false)
    try executable.upload(
      input.layout.toDevice(observations(configuration, trees: 2), hostShape: input.shape),
      to: "observation", queue: queue)
    try executable.upload([Int32(1), 2], to: "first", queue: queue)
    try executable.upload([Int32(2), 0], to: "second", queue: queue)
    try executable.run(on: queue)
    func expected(_ name: String) throws -> [Double] {
      try executable.download(name, queue: queue).map(Double.init)
    }
    expectClose(rootPriors, try expected("root"), "priors of roots")
    expectClose(memory.priors, try expected("priors"), "priors")
    expectClose(memory.values, try expected("value"), "values")
    if configuration.hasRewards {
      expectClose(memory.rewards, try expected("reward"), "rewards")
    } else {
      #expect(memory.rewards == [0, 0])
    }
  }

  /// Trees searched together, in any number of pipeline groups, find bit for bit what each finds alone.
  @Test(arguments: networks) func batchesChangeNothing(_ configuration: MuZeroNetworkConfiguration) throws {
    let (trees, simulations) = (7, 12)
    let requests = (0..<trees).map {
      TreeRequest(
        simulations: simulations, actions: configuration.actions, key: RandomKey(tree: UInt64($0)))
    }
    func search(_ batching: Batching) throws -> [[Float]] {
      let search = try TreeSearch(
        capacity: SearchCapacity(trees: trees, simulations: simulations, actions: configuration.actions),
        batching: batching)
      _ = try search.run(
        requests, evaluator: evaluator(configuration, trees: trees, simulations: simulations))
      return (0..<trees).map {
        search.result(of: $0).visits.map { Float($0) } + [search.result(of: $0).rootValue]
      }
    }
    let together = try search(Batching())
    #expect(try search(Batching(groups: 3)) == together)
    #expect(try search(Batching(maximumBatch: 1)) == together)
    #expect(Set(together.map(\.description)).count > 1)
  }

  /// Searches find what one evaluator finds, with the parameters that they last took up, wherever trees are searched.
  @Test(arguments: networks, [SearchPlace.host, .device])
  func searchesKeepTheirParameters(_ configuration: MuZeroNetworkConfiguration, place: SearchPlace) throws {
    let (trees, simulations) = (5, 8)
    let (network, store) = try model(configuration)
    let input = configuration.observationInput(rows: trees)
    let rows = ObservationBatch.numbers(
      input.layout.toDevice(observations(configuration, trees: trees), hostShape: input.shape))
    let requests = (0..<trees).map { _ in
      TreeRequest(simulations: simulations, actions: configuration.actions)
    }
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: trees, simulations: simulations, actions: configuration.actions))
    func values(_ evaluator: any Evaluator) throws -> [Float] {
      _ = try search.run(requests, evaluator: evaluator)
      return (0..<trees).map { search.result(of: $0).rootValue }
    }
    let snapshot = try SnapshotEvaluator(
      network, from: store, trees: trees, simulations: simulations,
      context: ExecutionContext(device: store.device), place: place)
    snapshot.setObservations(rows)
    let first = try values(snapshot.evaluator)
    let serial = try ModelStore(copying: store, on: snapshot.device)
    let one = try NetworkEvaluator(
      network, store: serial, slots: trees * (simulations + 1), bound: trees,
      context: OperationContext(device: snapshot.device), place: place)
    one.setObservations(rows)
    #expect(try values(one) == first)
    try store.initialize(seed: 5)
    #expect(try values(snapshot.evaluator) == first)
    try snapshot.takeParameters(from: store)
    let second = try values(snapshot.evaluator)
    #expect(second != first)
    try serial.copyValues(from: store)
    one.parametersChanged()
    #expect(try values(one) == second)
  }
}

/// Memory that answers are written to, as a search owns it.
private final class AnswerMemory {
  private let rows: Int
  private let actions: Int
  private let integers: UnsafeMutablePointer<Int32>
  private let floats: UnsafeMutablePointer<Float>

  init(rows: Int, actions: Int) {
    (self.rows, self.actions) = (rows, actions)
    integers = .allocate(capacity: 4 * rows)
    floats = .allocate(capacity: rows * (actions + 2))
    floats.update(repeating: .nan, count: rows * (actions + 2))
    for row in 0..<rows { integers[row] = Int32(row) }
  }

  deinit {
    integers.deallocate()
    floats.deallocate()
  }

  var priors: [Float] { Array(UnsafeBufferPointer(start: floats, count: rows * actions)) }
  var values: [Float] { Array(UnsafeBufferPointer(start: floats + rows * actions, count: rows)) }
  var rewards: [Float] { Array(UnsafeBufferPointer(start: floats + rows * (actions + 1), count: rows)) }

  private func put(_ values: [Int32], _ place: Int) -> UnsafePointer<Int32> {
    for (row, value) in values.enumerated() { integers[place * rows + row] = value }
    return UnsafePointer(integers + place * rows)
  }

  func roots(slots: [Int32]) -> RootBatch {
    RootBatch(
      count: rows, actions: actions, group: 0, trees: UnsafePointer(integers), slots: put(slots, 1),
      values: floats + rows * actions, priors: floats)
  }

  func leaves(parents: [Int32], _ chosen: [Int32], children: [Int32]) -> LeafBatch {
    LeafBatch(
      count: rows, actions: actions, group: 0, trees: UnsafePointer(integers), parentSlots: put(parents, 1),
      leafActions: put(chosen, 2), childSlots: put(children, 3), rewards: floats + rows * (actions + 1),
      values: floats + rows * actions, priors: floats)
  }
}
