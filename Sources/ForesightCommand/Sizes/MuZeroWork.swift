import Benchmarks
import Device
import Environments
import MuZero
import Networks
import Operations
import Randomness
import Replay
import Search
import Tensors
import Workers

/// The device's part of a run of MuZero: training steps and searches, of the sizes that the settings say. The environment
/// need not be here.
struct MuZeroWork: TrainingWork {
  var settings: MuZeroSettings
  private let specification: EnvironmentSpecification

  init(_ settings: MuZeroSettings, in specification: EnvironmentSpecification) {
    (self.settings, self.specification) = (settings, specification)
  }

  /// Throws if there is no such environment, or if it is one in Python that must be asked for its sizes, and cannot.
  init(_ settings: MuZeroSettings) throws {
    self.init(settings, in: try settings.estimatedSpecification())
  }

  var network: MuZeroNetworkConfiguration { settings.networkConfiguration(specification) }

  /// For example `batch 128, 5 unrolled steps, 2 actions, 601 bins, …`.
  var description: String {
    let network = network
    let body =
      switch network.body {
      case .perceptron(let observation, let hidden, let encoding):
        "observations of \(observation), hidden layers of \(hidden.map(String.init).joined(separator: " and ")), states of \(encoding)"
      case .residual(let planes, let height, let width, let channels, let blocks, _, _, let downsampling):
        "observations of \(planes)×\(height)×\(width), \(channels) channels, \(blocks) blocks\(downsampling ? ", downsampling" : "")"
      }
    return
      "batch \(settings.learner.batch), \(settings.learner.unrollSteps) unrolled steps, \(network.actions) actions, \(network.bins) bins, \(body)"
  }

  // MARK: Training

  /// The device on which a run on `device` trains.
  func learningDevice(beside device: any Device) -> any Device {
    settings.learningDevice(specification, beside: device)
  }

  func trainingStep(device: any Device, context: OperationContext?) throws -> TrainingStep {
    let builder = ModelBuilder()
    let loss = MuZeroLoss(
      MuZeroNetwork(builder, network), unrollSteps: settings.learner.unrollSteps,
      valueWeight: Float(settings.usedValueWeight))
    let store = try ModelStore(builder, device: device)
    let context = context ?? device.executionContext.operations(precision: settings.learner.precision)
    return try TrainingStep.fitting(
      batch: settings.learner.batch, microBatch: settings.learner.microBatch,
      memory: settings.machineNeed(specification).updateMemory(
        of: Double(device.info.globalMemory), isHost: device.info.isCPU)
    ) { size, parts, largestArena in
      var options = Executable.Options()
      options.largestArena = largestArena
      return try TrainingStep(
        loss.traced(batch: size, info: device.info), parts: parts, store: store,
        optimization: settings.optimization, context: context, options: options)
    }
  }

  var integerBounds: [String: Int] { ["action": network.actions] }

  // MARK: Searches

  /// The number of trees of a run's search on a device: those of a group of environments, or, where states are searched
  /// again, as many as a search may have.
  func trees(on info: DeviceInfo) -> Int {
    if settings.reanalyzes { return settings.maximumTrees }
    let isCopied = WorkerTask.parts(of: settings.environment.name) == nil
    return settings.environmentGroups(isCopied: isCopied, on: info).map(\.count).max()!
  }

  /// The launches of a search: one on the device, or else those of a batch of leaves.
  ///
  /// - Parameters:
  ///   - trees: the number of trees; nil for as many as in a run.
  ///   - simulations: the number of simulations; nil for the settings'.
  ///   - context: nil for one with the choices saved for the device.
  func searchSteps(
    trees: Int? = nil, simulations: Int? = nil, device: any Device, context: OperationContext? = nil
  ) throws -> [Executable.Step] {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, network)
    let capacity = SearchCapacity(
      trees: trees ?? settings.maximumTrees, simulations: simulations ?? settings.search.simulations,
      actions: network.configuration.actions, keepsSubtrees: settings.search.reuseSubtree)
    let evaluator = try NetworkEvaluator(
      network, store: ModelStore(builder, device: device), slots: capacity.slots, bound: capacity.trees,
      context: context ?? device.executionContext.operations(precision: settings.search.precision),
      place: settings.usedSearchPlace)
    _ = try evaluator.searches(capacity)
    return evaluator.steps(trees: trees ?? self.trees(on: device.info))
  }

  /// An evaluator of such searches with random parameters and observations. `place` is nil for the settings'.
  func evaluator(
    device: any Device, trees: Int, simulations: Int, maximumBatch: Int, place: SearchPlace?
  ) throws -> any Evaluator {
    try settings.search.precision.check("search.precision", on: device.info)
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, network)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 1)
    let snapshot = try SnapshotEvaluator(
      network, from: store, trees: trees, simulations: simulations, maximumBatch: maximumBatch,
      context: device.executionContext, place: place ?? settings.usedSearchPlace,
      precision: settings.search.precision)
    var generator = SplitMix64(seed: 1)
    let elements = 0..<trees * network.configuration.observationShape.reduce(1, *)
    snapshot.setObservations(
      specification.observations.element == .uint8
        ? .bytes(elements.map { _ in UInt8.random(in: 0...255, using: &generator) })
        : .numbers(elements.map { _ in Float.random(in: 0..<1, using: &generator) }))
    return snapshot.evaluator
  }
}
