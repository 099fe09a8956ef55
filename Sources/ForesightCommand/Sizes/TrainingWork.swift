import Benchmarks
import Device
import Operations
import Tensors
import Networks

/// The training step of an agent's run.
protocol TrainingWork: CustomStringConvertible {
  /// What random integers of an input are below, by its name.
  var integerBounds: [String: Int] { get }

  /// A training step, in parts where the settings or the device's memory ask for them. Its parameters have no values.
  ///
  /// `context` is nil for one with the choices saved for the device.
  func trainingStep(device: any Device, context: OperationContext?) throws -> TrainingStep
}

extension TrainingWork {
  func trainingStep(device: any Device) throws -> TrainingStep {
    try trainingStep(device: device, context: nil)
  }

  /// The step on random data.
  func benchmark(device: any Device, context: OperationContext? = nil) throws -> RunBenchmark {
    try RunBenchmark(device: device, integerBounds: integerBounds) {
      let step = try trainingStep(device: device, context: context)
      try step.store.initialize(seed: 1)
      return step
    }
  }
}
