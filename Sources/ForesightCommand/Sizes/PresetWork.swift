import ArgumentParser
import Benchmarks
import Device
import Environments
import MuZero
import Networks
import Operations
import PlaNet
import Search
import Tensors

/// The device work of a preset's agent: for the presets of `foresight train`, and for `mlp`, `resnet` and
/// `planet` with the sizes of other tools' benchmarks.
struct PresetWork: ParsableArguments {
  @Option(help: ArgumentHelp("The sizes: \(Self.names.joined(separator: ", ")).", valueName: "name"))
  var preset: String

  @Option(help: "The number of sequences of a training step, in place of the preset's.")
  var batch: Int?

  @OptionGroup var parts: MicroBatchOption

  @Option(help: "The number of steps of a sequence (PlaNet), in place of the preset's.")
  var length: Int?

  @Option(
    help: ArgumentHelp(
      "What products of training steps and searches read of their operands: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")) (default: the preset's own).",
      valueName: "precision"))
  var precision: Precision?

  /// The number of trees that are searched at once.
  private static let trees = 64
  /// The number of simulations of a search.
  private static let simulations = 50

  static var names: [String] { AgentWork.names }

  func validate() throws {
    guard let agent = try AgentWork(preset) else {
      throw ValidationError(
        "no preset is named \"\(preset)\"; there are \(Self.names.joined(separator: ", "))")
    }
    for (name, value, maximum) in [("--batch", batch, 1 << 20), ("--length", length, 1024)] {
      if let value, !(1...maximum).contains(value) {
        throw ValidationError("\(name) is \(value), but must be 1 to \(maximum)")
      }
    }
    if case .muZero = agent.sizes, length != nil {
      throw ValidationError("--length is of sequences of PlaNet; leave it out for \(preset)")
    }
    try parts.check(batch: batch ?? agent.batch)
  }

  /// The preset's agent, with the requested changes.
  private var agent: AgentWork {
    get throws { try AgentWork(preset)!.with(batch: batch, length: length) }
  }

  /// The precision of the products of training steps.
  var trainingPrecision: Precision { get throws { try precision ?? agent.trainingPrecision } }

  /// The precision of the products of searches. Plans are computed in float32.
  var searchPrecision: Precision {
    get throws {
      let agent = try agent
      if case .planet = agent.sizes { return .float32 }
      return precision ?? agent.searchPrecision
    }
  }

  /// Throws if the device has not the precisions.
  func checkPrecision(on info: DeviceInfo) throws {
    try trainingPrecision.check(precision == nil ? "learner.precision" : "--precision", on: info)
    try searchPrecision.check(precision == nil ? "search.precision" : "--precision", on: info)
  }

  /// The launches of a training step on `device`. Its parameters have no values.
  func trainingSteps(device: any Device) throws -> [Executable.Step] {
    let context = try trainingContext(device)
    return switch try agent.sizes {
    case .muZero(let preset):
      try preset.trainingStep(device: device, context: context, microBatch: parts.microBatch).steps
    case .planet(let preset):
      try preset.trainingStep(device: device, context: context, microBatch: parts.microBatch).steps
    }
  }

  /// A training step on random data.
  func trainingBenchmark(device: any Device, context: OperationContext? = nil) throws -> TrainingBenchmark {
    let context = try context ?? trainingContext(device)
    return switch try agent.sizes {
    case .muZero(let preset):
      try preset.benchmark(device: device, context: context, microBatch: parts.microBatch)
    case .planet(let preset):
      try preset.benchmark(device: device, context: context, microBatch: parts.microBatch)
    }
  }

  /// A context with the choices saved for the device, in the precision of training steps, which the device must have.
  private func trainingContext(_ device: any Device) throws -> OperationContext {
    try checkPrecision(on: device.info)
    return device.executionContext.operations(precision: try trainingPrecision)
  }

  /// The launches of a tree search, or of planning. `context` is nil for one with the choices saved for the device.
  func searchSteps(device: any Device, context: OperationContext? = nil) throws -> [Executable.Step] {
    try checkPrecision(on: device.info)
    let context = try context ?? device.executionContext.operations(precision: searchPrecision)
    switch try agent.sizes {
    case .muZero(let preset):
      return try preset.network.searchSteps(
        trees: Self.trees, simulations: Self.simulations, device: device, context: context)
    case .planet(let preset):
      let isNamed = PlaNetPreset.named(preset.name) != nil
      return try PlanSizes.parse(isNamed ? ["--preset", preset.name] : []).search(
        device: device, context: context
      ).0.steps
    }
  }
}

extension MuZeroNetworkConfiguration {
  /// The launches of a search of this many trees: one on the device, or else those of a batch of leaves, as below float32.
  func searchSteps(trees: Int, simulations: Int, device: any Device, context: OperationContext) throws
    -> [Executable.Step]
  {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, self)
    let capacity = SearchCapacity(trees: trees, simulations: simulations, actions: actions)
    let evaluator = try NetworkEvaluator(
      network, store: ModelStore(builder, device: device), slots: capacity.slots, bound: trees,
      context: context, place: context.precision == .float32 ? .automatic : .host)
    _ = try evaluator.searches(capacity)
    return evaluator.steps
  }
}
