import Device
import Networks
import Operations
import Search
import TestSupport
import Testing

@testable import MuZero

/// Searches on the device find what the host's searches with the same networks find.
@Suite struct DeviceTreeSearchTests {
  static let perceptron = MuZeroNetworkConfiguration(
    .perceptron(observation: 5, hidden: [24, 17], encoding: 10), actions: 3, actionEncoding: .oneHot, bins: 21
  )
  static let rewarding = MuZeroNetworkConfiguration(
    .residual(
      planes: 3, height: 6, width: 5, channels: 12, blocks: 2, headPlanes: 2, headHidden: [20],
      downsampling: false), actions: 30, actionEncoding: .boardPoint, bins: 601)
  static let winning = MuZeroNetworkConfiguration(
    .residual(
      planes: 2, height: 13, width: 14, channels: 33, blocks: 1, headPlanes: 1, headHidden: [7, 9],
      downsampling: false), actions: 183, actionEncoding: .boardPointOrPass, bins: 1)

  /// Searches `trees` trees with both places of one configuration.
  private func results(
    _ configuration: MuZeroNetworkConfiguration, trees: Int, simulations: Int, device: any Device,
    change: (inout TreeRequest, Int) -> Void = { _, _ in }
  ) throws -> (host: [TreeResult], device: [TreeResult]) {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 3)
    var numbers = SeededGenerator(seed: 5)
    let size = configuration.observationShape.product
    let observations = numbers.floats(trees * size, in: -1...1)
    let requests = (0..<trees).map { tree in
      var request = TreeRequest(
        simulations: simulations, actions: configuration.actions,
        players: configuration.hasRewards ? 1 : 2, noise: RootNoise(alpha: 0.3),
        key: RandomKey(tree: UInt64(tree)))
      change(&request, tree)
      return request
    }
    func search(_ place: SearchPlace) throws -> [TreeResult] {
      let snapshot = try SnapshotEvaluator(
        network, from: store, trees: trees, simulations: simulations,
        context: ExecutionContext(device: store.device), place: place)
      snapshot.setObservations(
        configuration.observationFactor == nil
          ? .numbers(observations) : .bytes(observations.map { UInt8(127 * ($0 + 1)) }))
      let search = try TreeSearch(
        capacity: SearchCapacity(trees: trees, simulations: simulations, actions: configuration.actions))
      let statistics = try search.run(requests, evaluator: snapshot.evaluator)
      #expect(statistics.leaves == requests.reduce(0) { $0 + $1.simulations })
      return (0..<trees).map(search.result)
    }
    return (try search(.host), try search(.device))
  }

  private func expectEqual(_ results: (host: [TreeResult], device: [TreeResult])) {
    for (tree, (host, device)) in zip(results.host, results.device).enumerated() {
      #expect(host.visits == device.visits, "tree \(tree)")
      #expect(host.simulations == device.simulations, "tree \(tree)")
      expectClose(device.values, host.values.map(Double.init), relative: 1e-3, absolute: 1e-4)
      expectClose([device.rootValue], [Double(host.rootValue)], relative: 1e-3, absolute: 1e-4)
      expectClose(device.priors, host.priors.map(Double.init), relative: 1e-4, absolute: 1e-6)
    }
  }

  @Test(arguments: [1, 3, 21]) func perceptronsSearchAlike(trees: Int) throws {
    expectEqual(try results(Self.perceptron, trees: trees, simulations: 30, device: Devices.select("cpu")))
  }

  @Test(arguments: [rewarding, winning]) func residualNetworksSearchAlike(
    configuration: MuZeroNetworkConfiguration
  )
    throws
  {
    expectEqual(try results(configuration, trees: 5, simulations: 25, device: Devices.select("cpu")))
  }

  /// Kernels for GPUs, with tiles in local memory and, where there is little of it, in global memory.
  @Test(arguments: [perceptron, rewarding, winning], [48 << 10, 64])
  func kernelsForGPUsSearchAlike(configuration: MuZeroNetworkConfiguration, localMemory: Int) throws {
    let device = DeviceAsGPU(try Devices.select("cpu"), localMemory: localMemory)
    expectEqual(try results(configuration, trees: 7, simulations: 9, device: device))
  }

  private static func gumbel(_ request: inout TreeRequest, _ tree: Int) {
    (request.gumbel, request.noise) = (GumbelSearch(), nil)
    if tree == 2 { request.legalActions = [0, 2] }
    if tree == 3 { request.gumbel = nil }
  }

  @Test(arguments: [perceptron, rewarding, winning]) func gumbelTreesSearchAlike(
    configuration: MuZeroNetworkConfiguration
  ) throws {
    let found = try results(
      configuration, trees: 5, simulations: 40, device: Devices.select("cpu"), change: Self.gumbel)
    expectEqual(found)
    for (host, device) in zip(found.host, found.device) {
      expectClose(device.policy, host.policy.map(Double.init), relative: 1e-3, absolute: 1e-5)
      #expect(host.action(temperature: 0) == device.action(temperature: 0))
    }
  }

  @Test func gumbelKernelsForGPUsSearchAlike() throws {
    let device = DeviceAsGPU(try Devices.select("cpu"))
    expectEqual(
      try results(Self.perceptron, trees: 5, simulations: 16, device: device, change: Self.gumbel))
  }

  /// The presets whose leaves are inferred by one row program, by Gumbel MuZero's rules.
  @Test(arguments: ["cartpole", "acrobot", "tic-tac-toe", "connect-four", "gomoku", "go9"])
  func presetsSearchAlikeByGumbel(name: String) throws {
    let settings = try MuZeroSettings(preset: name)
    let configuration = settings.networkConfiguration(try settings.estimatedSpecification())
    expectEqual(
      try results(configuration, trees: 3, simulations: 16, device: Devices.select("cpu")) { request, _ in
        (request.gumbel, request.noise) = (GumbelSearch(), nil)
      })
  }

  /// Images of bytes that a root takes down to small planes by pooling.
  @Test func largeImagesSearchAlike() throws {
    let configuration = MuZeroNetworkConfiguration(
      .residual(
        planes: 5, height: 37, width: 20, channels: 12, blocks: 1, headPlanes: 2, headHidden: [9],
        downsampling: true), actions: 4, actionEncoding: .constantPlane, bins: 11,
      observationFactor: 1 / 255)
    expectEqual(try results(configuration, trees: 5, simulations: 9, device: Devices.select("cpu")))
  }

  /// Move by move, with what is left of the trees.
  @Test(arguments: [perceptron, winning], [false, true]) func subtreesAreKeptAlike(
    configuration: MuZeroNetworkConfiguration, isGPU: Bool
  ) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    let (trees, simulations, actions) = (5, 24, configuration.actions)
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 3)
    let sides = try [SearchPlace.host, .device].map { place in
      (
        try SnapshotEvaluator(
          network, from: store, trees: trees, simulations: simulations,
          context: ExecutionContext(device: store.device), place: place),
        try TreeSearch(
          capacity: SearchCapacity(
            trees: trees, simulations: simulations, actions: actions, keepsSubtrees: true))
      )
    }
    var numbers = SeededGenerator(seed: 5)
    var taken: [Int?] = Array(repeating: nil, count: trees)
    for move in 0..<4 {
      let observations = numbers.floats(trees * configuration.observationShape.product, in: -1...1)
      let requests = (0..<trees).map { tree in
        TreeRequest(
          simulations: simulations, actions: actions, legalActions: tree == 1 ? [0, 1] : nil,
          players: configuration.hasRewards ? 1 : 2, noise: RootNoise(alpha: 0.3),
          key: RandomKey(tree: UInt64(tree), move: UInt64(move)), taken: taken[tree].map { [$0] })
      }
      let found = try sides.map { snapshot, search in
        snapshot.setObservations(.numbers(observations))
        let statistics = try search.run(requests, evaluator: snapshot.evaluator)
        return (statistics, (0..<trees).map(search.result))
      }
      expectEqual((found[0].1, found[1].1))
      #expect(found.map(\.0.place) == [.host, .device] && found[0].0.leaves == found[1].0.leaves)
      #expect((found[0].0.leaves < trees * simulations) == (move > 0))
      taken = found[0].1.map { $0.action(temperature: 0) }
    }
  }

  @Test func treesOfTheirOwnLengthsAndActionsSearchAlike() throws {
    let found = try results(Self.perceptron, trees: 7, simulations: 40, device: Devices.select("cpu")) {
      request, tree in
      request.simulations = 1 + 6 * tree
      if tree % 2 == 1 { request.legalActions = [0, 2] }
      if tree % 3 == 1 { request.unvisitedValue = .parent }
      if tree == 4 { request.exploration = Exploration(initial: 3, base: 100) }
    }
    expectEqual(found)
  }
}

/// What is wrong with networks is said of searches on the device, too.
@Suite struct DeviceTreeSearchFaultTests {
  private func search(
    _ configuration: MuZeroNetworkConfiguration, place: SearchPlace, _ spoil: (ModelStore) throws -> Void
  )
    throws -> SearchStatistics
  {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, configuration)
    let store = try ModelStore(builder, device: Devices.select("cpu"))
    try store.initialize(seed: 3)
    let snapshot = try SnapshotEvaluator(
      network, from: store, trees: 3, simulations: 8, context: ExecutionContext(device: store.device),
      place: place)
    snapshot.setObservations(
      .numbers([Float](repeating: 0.5, count: 3 * configuration.observationShape.product)))
    try spoil(store)
    try snapshot.takeParameters(from: store)
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: 3, simulations: 8, actions: configuration.actions))
    return try search.run(
      (0..<3).map { _ in TreeRequest(simulations: 8, actions: configuration.actions) },
      evaluator: snapshot.evaluator)
  }

  @Test(arguments: [SearchPlace.host, .device]) func aValueThatIsNoNumberNamesItsTree(place: SearchPlace) {
    let error = #expect(throws: SearchError.self) {
      try search(DeviceTreeSearchTests.perceptron, place: place) { store in
        // Only what the dynamics lead to is spoilt, so that roots are sound.
        let bias = try store.values()["dynamics.2.bias"]!
        try store.set(["reward.2.bias": [Float](repeating: .nan, count: 21), "dynamics.2.bias": bias])
      }
    }
    #expect(error?.description.contains("in simulation 1") == true, "\(error as Any)")
    #expect(
      error?.description.contains("a reward of nan at node 1, behind action ") == true, "\(error as Any)")
    #expect(error?.isNumerical == true)
  }

  /// Of roots, and of Gumbel MuZero's rules, which read their values.
  @Test(arguments: [SearchPlace.host, .device]) func aPriorThatIsNoNumberNamesItsAction(place: SearchPlace) {
    let error = #expect(throws: SearchError.self) {
      try search(DeviceTreeSearchTests.perceptron, place: place) { store in
        try store.set(["policy.2.bias": [.nan, 0, 0]])
      }
    }
    #expect(
      error?.description
        == "the search of tree 0 ended at the root: the evaluator gave action 0 a prior of nan")
  }

  @Test func treesAndStatesBeyondTheMemoryOfTheDeviceAreCounted() throws {
    let device = try Devices.select("cpu")
    let capacity = SearchCapacity(trees: 1 << 20, simulations: 1000, actions: 3)
    let trees = #expect(throws: DeviceUnavailable.self) {
      try DeviceTreeSearch.checkMemory(SearchTreeLayout(capacity), spillBytes: 4, info: device.info)
    }
    // The nodes alone; where so much is there, not in one piece.
    let all = SearchTreeLayout(capacity).nodeBytes
    let numbers = trees?.description.split(separator: " ").compactMap { Int($0) } ?? []
    #expect(
      trees?.description.hasPrefix("1048576 trees of 1000 simulations take ") == true
        && numbers.contains { $0 > all }, "\(trees as Any)")
    #expect(trees?.description.contains("; ask for fewer trees or simulations") == true)
    let (large, slots) = (DeviceTreeSearchTests.winning, Int(Int32.max) - 1)
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, large)
    let states = #expect(throws: DeviceUnavailable.self) {
      try NetworkEvaluator(
        network, store: ModelStore(builder, device: device), slots: slots, bound: 1,
        context: OperationContext(device: device))
    }
    let bytes = 4 * large.state.count * (slots + 1)
    #expect(
      states?.description.hasPrefix("the states of \(slots) nodes take \(bytes) bytes of ") == true,
      "\(states as Any)")
  }

  @Test func statisticsSayWhereTreesWereSearched() throws {
    let before = try search(DeviceTreeSearchTests.perceptron, place: .device) { _ in }
    #expect(before.place == .device)
    #expect(try search(DeviceTreeSearchTests.perceptron, place: .host) { _ in }.place == .host)
  }

  @Test func networksWithoutARowProgramAreSearchedByTheHost() throws {
    let large = MuZeroNetworkConfiguration(
      .residual(
        planes: 1, height: 8, width: 8, channels: 8, blocks: 1, headPlanes: 1, headHidden: [],
        downsampling: false),
      actions: 9000, actionEncoding: .constantPlane, bins: 3)
    #expect(try search(large, place: .automatic) { _ in }.place == .host)
    #expect(throws: (any Error).self) { try search(large, place: .device) { _ in } }
  }
}
