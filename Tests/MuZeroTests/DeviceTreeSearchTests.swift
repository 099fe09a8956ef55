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
      let evaluators = try SearchEvaluators(
        network, from: store, trees: trees, simulations: simulations, place: place)
      evaluators.setObservations(.numbers(observations))
      let search = try TreeSearch(
        capacity: SearchCapacity(trees: trees, simulations: simulations, actions: configuration.actions))
      let statistics = try search.run(requests, evaluators: evaluators.evaluators)
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
    let evaluators = try SearchEvaluators(network, from: store, trees: 3, simulations: 8, place: place)
    evaluators.setObservations(
      .numbers([Float](repeating: 0.5, count: 3 * configuration.observationShape.product)))
    try spoil(store)
    try evaluators.takeParameters(from: store)
    let search = try TreeSearch(
      capacity: SearchCapacity(trees: 3, simulations: 8, actions: configuration.actions))
    return try search.run(
      (0..<3).map { _ in TreeRequest(simulations: 8, actions: configuration.actions) },
      evaluators: evaluators.evaluators)
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
    #expect(error?.description.contains("reward of") == true, "\(error as Any)")
    #expect(error?.isNumerical == true)
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
