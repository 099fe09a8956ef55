import ArgumentParser
import Benchmarks
import Device
import MuZero
import Networks
import Operations
import Tensors

/// The sizes of a MuZero training step, with the names and defaults of other tools' benchmarks.
struct MuZeroSizes: ParsableArguments {
  enum Net: String, ExpressibleByArgument, CaseIterable {
    case mlp, resnet
  }

  @Option(help: "The networks: \(Net.allCases.map(\.rawValue).joined(separator: " or ")).")
  var net = Net.mlp

  @Option(help: "The number of sequences of a step.")
  var batch = 128

  @OptionGroup var parts: MicroBatchOption

  @OptionGroup var networks: NetworkSizes

  @Option(help: "The number of unrolled steps.")
  var unroll = 5

  @Option(
    help: ArgumentHelp(
      "Take all sizes from a preset: \(MuZeroPreset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  func validate() throws {
    for (name, value, maximum) in values {
      let least = name == "--blocks" ? 0 : 1
      guard (least...maximum).contains(value) else {
        throw ValidationError("\(name) is \(value), but must be \(least) to \(maximum)")
      }
    }
    if let preset {
      try PresetChoice.check(
        preset, among: MuZeroPreset.all.map(\.name),
        instead: values.map { ($0.name, "\($0.value)") } + [("--net", net.rawValue)]
      ) {
        let defaults = try Self.parse([])
        return defaults.values.map { "\($0.value)" } + [defaults.net.rawValue]
      }
    }
    if preset == nil, let fault = own.network.fault { throw ValidationError(fault) }
    try parts.check(batch: chosen.batch)
  }

  private var values: [(name: String, value: Int, maximum: Int)] {
    let maximum = 1 << 20
    return [("--batch", batch, maximum)] + networks.positive.map { ($0.name, $0.value, maximum) } + [
      ("--blocks", networks.blocks, 1024), ("--unroll", unroll, 1024),
    ]
  }

  /// The selected sizes.
  var chosen: MuZeroPreset { preset.flatMap(MuZeroPreset.named) ?? own }

  private var own: MuZeroPreset {
    return MuZeroPreset(
      name: net.rawValue, network: net == .mlp ? networks.perceptron : networks.residual, batch: batch,
      unrollSteps: unroll, valueWeight: 0.25)
  }

  /// A training step of these sizes, with stochastic gradient descent, on random data.
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

extension MuZeroPreset {
  /// A training step of these sizes, with stochastic gradient descent. Its parameters have no values.
  ///
  /// `context` is nil for one with the choices saved for the device. A batch is computed in parts of
  /// `microBatch` sequences.
  func trainingStep(device: any Device, context: OperationContext? = nil, microBatch: Int? = nil) throws
    -> TrainingStep
  {
    let size = microBatch ?? batch
    let builder = ModelBuilder()
    let network = MuZeroNetwork(builder, self.network)
    let loss = MuZeroLoss(network, unrollSteps: unrollSteps, valueWeight: valueWeight)
    return try TrainingStep(
      loss.traced(batch: size, info: device.info), parts: batch / size,
      store: ModelStore(builder, device: device),
      optimization: TrainingStep.Optimization(.descent(momentum: 0.9, weightDecay: 1e-4)),
      context: context ?? device.executionContext.operations())
  }

  /// The step on random data.
  func benchmark(device: any Device, context: OperationContext? = nil, microBatch: Int? = nil) throws
    -> TrainingBenchmark
  {
    try TrainingBenchmark(device: device, integerBounds: ["action": network.actions]) {
      let step = try trainingStep(device: device, context: context, microBatch: microBatch)
      try step.store.initialize(seed: 1)
      return step
    }
  }
}
