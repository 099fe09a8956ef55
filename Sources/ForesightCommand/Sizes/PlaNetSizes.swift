import ArgumentParser
import Benchmarks
import Device
import Networks
import Operations
import PlaNet
import Tensors

/// The sizes of a PlaNet training step, with the names and defaults of other tools' benchmarks. The model is
/// the paper's.
struct PlaNetSizes: ParsableArguments {
  @Option(help: "The number of sequences of a step.")
  var batch = 10

  @OptionGroup var parts: MicroBatchOption

  @Option(help: "The number of steps of a sequence.")
  var length = 20

  @Option(help: "The number of dimensions of an action.")
  var action = 1

  @Option(
    help: ArgumentHelp(
      "Take all sizes from a preset: \(PlaNetPreset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  func validate() throws {
    for (name, value, maximum) in values where !(1...maximum).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(maximum)")
    }
    if let preset {
      try PresetChoice.check(
        preset, among: PlaNetPreset.all.map(\.name),
        instead: values.map { ($0.name, "\($0.value)") }
      ) {
        try Self.parse([]).values.map { "\($0.value)" }
      }
    }
    try parts.check(batch: chosen.batch)
  }

  private var values: [(name: String, value: Int, maximum: Int)] {
    [("--batch", batch, 1 << 20), ("--length", length, 1024), ("--action", action, 1 << 20)]
  }

  /// The selected sizes.
  var chosen: PlaNetPreset {
    if let preset = preset.flatMap(PlaNetPreset.named) { return preset }
    var model = PlaNetConfiguration(actionSize: action)
    model.activation = .elu
    return PlaNetPreset(name: "paper", model: model, batch: batch, length: length)
  }

  /// A training step of these sizes, with Adam and clipping as in the paper, on random data.
  ///
  /// `context` is nil for one with the choices saved for the device.
  func benchmark(device: any Device, context: OperationContext? = nil) throws -> TrainingBenchmark {
    try chosen.benchmark(device: device, context: context, microBatch: parts.microBatch)
  }

  /// The launches of the step. Its parameters have no values.
  func steps(device: any Device) throws -> [Executable.Step] {
    try chosen.trainingStep(device: device, microBatch: parts.microBatch).steps
  }
}

extension PlaNetPreset {
  /// A training step of these sizes, with Adam and clipping as in the paper. Its parameters have no values.
  ///
  /// `context` is nil for one with the choices saved for the device. A batch is computed in parts of
  /// `microBatch` sequences.
  func trainingStep(device: any Device, context: OperationContext? = nil, microBatch: Int? = nil) throws
    -> TrainingStep
  {
    let size = microBatch ?? batch
    let builder = ModelBuilder()
    let network = try PlaNetNetwork(builder, model)
    let loss = PlaNetLoss(network, length: length, sequences: size, info: device.info)
    return try TrainingStep(
      loss.traced(), parts: batch / size, store: ModelStore(builder, device: device),
      optimization: TrainingStep.Optimization(
        .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 0, decoupled: false),
        maximumNorm: 1000),
      context: context ?? device.executionContext.operations())
  }

  /// The step on random data.
  func benchmark(device: any Device, context: OperationContext? = nil, microBatch: Int? = nil) throws
    -> TrainingBenchmark
  {
    try TrainingBenchmark(device: device, integerBounds: [:]) {
      let step = try trainingStep(device: device, context: context, microBatch: microBatch)
      try step.store.initialize(seed: 1)
      return step
    }
  }
}
