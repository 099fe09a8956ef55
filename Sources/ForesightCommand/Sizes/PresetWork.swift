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
    help: "Of the training step's products: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")).")
  var precision = Precision.float32

  /// The number of trees that are searched at once.
  private static let trees = 64
  /// The number of simulations of a search.
  private static let simulations = 50

  private enum Sizes {
    case muZero(MuZeroPreset)
    case planet(PlaNetPreset)
  }

  static var names: [String] {
    MuZeroPreset.all.map(\.name) + MuZeroSizes.Net.allCases.map(\.rawValue) + PlaNetPreset.all.map(\.name)
      + ["planet"]
  }

  func validate() throws {
    guard let sizes = try sizes else {
      throw ValidationError(
        "no preset is named \"\(preset)\"; there are \(Self.names.joined(separator: ", "))")
    }
    for (name, value, maximum) in [("--batch", batch, 1 << 20), ("--length", length, 1024)] {
      if let value, !(1...maximum).contains(value) {
        throw ValidationError("\(name) is \(value), but must be 1 to \(maximum)")
      }
    }
    if case .muZero = sizes, length != nil {
      throw ValidationError("--length is of sequences of PlaNet; leave it out for \(preset)")
    }
    switch try chosen {
    case .muZero(let preset): try parts.check(batch: preset.batch)
    case .planet(let preset): try parts.check(batch: preset.batch)
    }
  }

  private var sizes: Sizes? {
    get throws {
      if let net = MuZeroSizes.Net(rawValue: preset) {
        return .muZero(try MuZeroSizes.parse(["--net", net.rawValue]).chosen)
      }
      if preset == "planet" {
        return .planet(try PlaNetSizes.parse(["--batch", "50", "--length", "50"]).chosen)
      }
      return MuZeroPreset.named(preset).map(Sizes.muZero)
        ?? PlaNetPreset.named(EnvironmentCatalog.currentName(preset)).map(Sizes.planet)
    }
  }

  /// The launches of a training step on `device`. Its parameters have no values.
  func trainingSteps(device: any Device, context: OperationContext? = nil) throws -> [Executable.Step] {
    let context = try context ?? trainingContext(device)
    return switch try chosen {
    case .muZero(let preset):
      try preset.trainingStep(device: device, context: context, microBatch: parts.microBatch).steps
    case .planet(let preset):
      try preset.trainingStep(device: device, context: context, microBatch: parts.microBatch).steps
    }
  }

  /// A training step on random data.
  func trainingBenchmark(device: any Device, context: OperationContext? = nil) throws -> TrainingBenchmark {
    let context = try context ?? trainingContext(device)
    return switch try chosen {
    case .muZero(let preset):
      try preset.benchmark(device: device, context: context, microBatch: parts.microBatch)
    case .planet(let preset):
      try preset.benchmark(device: device, context: context, microBatch: parts.microBatch)
    }
  }

  /// A context with the choices saved for the device, in the selected precision, which the device must have.
  private func trainingContext(_ device: any Device) throws -> OperationContext {
    try precision.check("--precision", on: device.info)
    return device.executionContext.operations(precision: precision)
  }

  /// The preset's sizes, with the requested changes.
  private var chosen: Sizes {
    get throws {
      switch try sizes! {
      case .muZero(let preset):
        .muZero(
          MuZeroPreset(
            name: preset.name, network: preset.network, batch: batch ?? preset.batch,
            unrollSteps: preset.unrollSteps, valueWeight: preset.valueWeight))
      case .planet(let preset):
        .planet(
          PlaNetPreset(
            name: preset.name, model: preset.model, batch: batch ?? preset.batch,
            length: length ?? preset.length))
      }
    }
  }

  /// The launches of a tree search, or of planning.
  func searchSteps(device: any Device, context: OperationContext? = nil) throws -> [Executable.Step] {
    switch try sizes! {
    case .muZero(let preset):
      try preset.network.searchSteps(
        trees: Self.trees, simulations: Self.simulations, device: device, context: context)
    case .planet(let preset):
      try (PlaNetPreset.named(preset.name) == nil ? PlanSizes.parse([]) : .parse(["--preset", preset.name]))
        .search(device: device, context: context).0.steps
    }
  }
}

extension MuZeroNetworkConfiguration {
  /// The launches of a search of this many trees: one on the device, or else those of a batch of leaves.
  func searchSteps(trees: Int, simulations: Int, device: any Device, context: OperationContext? = nil) throws
    -> [Executable.Step]
  {
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, self)
    let capacity = SearchCapacity(trees: trees, simulations: simulations, actions: actions)
    let evaluator = try NetworkEvaluator(
      network, store: ModelStore(builder, device: device), slots: capacity.slots, bound: trees,
      context: context ?? device.executionContext.operations(),
      place: .automatic)
    _ = try evaluator.searches(capacity)
    return evaluator.steps
  }
}
