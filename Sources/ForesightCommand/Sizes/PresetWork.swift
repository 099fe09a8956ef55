import ArgumentParser
import Benchmarks
import Device
import Networks
import Operations
import Tensors

/// The device's part of a preset's run, with the requested changes.
struct PresetWork: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A preset of `train`; or mlp, resnet or planet, with the sizes of other tools' benchmarks.",
      valueName: "name"))
  var preset: String

  @Option(help: "The number of sequences of a training step, in place of the preset's.")
  var batch: Int?

  @OptionGroup var parts: MicroBatchOption

  @Option(help: "The number of steps of a sequence (PlaNet), in place of the preset's.")
  var length: Int?

  @Option(
    help: ArgumentHelp(
      "What products of training steps and of MuZero's searches read of their operands: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")) (default: the preset's own).",
      valueName: "precision"))
  var precision: Precision?

  func validate() throws {
    let work = try AgentWork(preset)
    try OptionRange.check(("--batch", batch ?? 1, 1...1 << 20), ("--length", length ?? 1, 1...1024))
    if case .muZero = work, length != nil {
      throw ValidationError("--length is of sequences of PlaNet; leave it out for \(preset)")
    }
    try parts.check(batch: batch ?? work.batch)
  }

  /// The preset's work, with the requested changes.
  private var work: AgentWork {
    get throws {
      switch try AgentWork(preset, batch: batch) {
      case .muZero(var work):
        work.settings.learner.microBatch = parts.setting(else: work.settings.learner.microBatch)
        work.settings.learner.precision = precision ?? work.settings.learner.precision
        work.settings.search.precision = precision ?? work.settings.search.precision
        return .muZero(work)
      case .planet(var work):
        work.settings.learner.microBatch = parts.setting(else: work.settings.learner.microBatch)
        work.settings.learner.chunkLength = length ?? work.settings.learner.chunkLength
        work.settings.learner.precision = precision ?? work.settings.learner.precision
        return .planet(work)
      }
    }
  }

  /// The precision of the products of training steps.
  var trainingPrecision: Precision {
    get throws {
      switch try work {
      case .muZero(let work): work.settings.learner.precision
      case .planet(let work): work.settings.learner.precision
      }
    }
  }

  /// The precision of the products of searches. Plans are computed in float32.
  var searchPrecision: Precision {
    get throws {
      switch try work {
      case .muZero(let work): work.settings.search.precision
      case .planet: .float32
      }
    }
  }

  /// Throws if the device has not the precisions.
  func checkPrecision(on info: DeviceInfo) throws {
    try trainingPrecision.check(precision == nil ? "learner.precision" : "--precision", on: info)
    try searchPrecision.check(precision == nil ? "search.precision" : "--precision", on: info)
  }

  /// A training step, in parts where they are asked for or the device's memory asks for them. Its parameters have no values.
  func trainingStep(device: any Device) throws -> TrainingStep {
    try checkPrecision(on: device.info)
    return try work.training.trainingStep(device: device)
  }

  /// A training step on random data. `context` is nil for one with the choices saved for the device.
  func trainingBenchmark(device: any Device, context: OperationContext? = nil) throws -> RunBenchmark {
    try checkPrecision(on: device.info)
    return try work.training.benchmark(device: device, context: context)
  }

  /// The launches of a tree search, or of planning. `context` is nil for one with the choices saved for the device.
  func searchSteps(device: any Device, context: OperationContext? = nil) throws -> [Executable.Step] {
    try checkPrecision(on: device.info)
    switch try work {
    case .muZero(let work): return try work.searchSteps(device: device, context: context)
    case .planet(let work):
      // The other tools' steps and searches have actions of different sizes.
      let search = preset == AgentWork.paperSizes ? try PlanSizes.parse([]).work : work
      return try search.search(device: device, context: context).0.steps
    }
  }
}
