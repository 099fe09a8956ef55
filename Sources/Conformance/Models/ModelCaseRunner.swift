import Device
import Networks
import Operations
import Safetensors

/// Runs cases of whole models through the training step that trains them.
struct ModelCaseRunner {
  let device: any Device
  let queue: any Queue
  let selection: ProductSelection

  /// Loads the case's parameters, runs one step with its other inputs as the batch and a learning rate of 0, and
  /// compares outputs and gradients.
  ///
  /// The memory of all intermediate results contains NaN before.
  func run(
    _ conformanceCase: ConformanceCase, _ definition: ModelCases.Definition, variant: KernelVariant?,
    precision: Precision
  ) throws -> CaseResult {
    var result = CaseResult()
    let model: ModelCase
    do {
      model = try definition(ModelCaseReader(conformanceCase))
    } catch let error as OperationError {
      result.failures = [error.description]
      return result
    }
    let fit = ModelCaseFit(conformanceCase, model)
    if let mismatch = fit.parameterMismatch {
      result.failures = [mismatch]
      return result
    }
    let traced = model.trace(device.info)
    if let mismatch = fit.mismatch(traced) {
      result.failures = [mismatch]
      return result
    }

    let store = try ModelStore(model.builder, device: device)
    try store.initialize(seed: 0)
    try store.set(fit.parameterValues)
    let context = OperationContext(
      device: device, forced: variant, selection: selection, precision: precision,
      prepare: { [queue] array in
        try queue.fill(array.buffer, pattern: Float.nan.bitPattern)
        try queue.finish()
      })
    let step = try TrainingStep(
      traced, store: store, optimization: .init(.descent(momentum: 0, weightDecay: 0)), context: context)
    result.variants = context.choices
    try step.executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    for input in traced.inputs { try upload(conformanceCase.inputs[input.name]!, to: input.name, step) }
    try step.run(on: queue, step: 0, learningRate: 0)
    for (name, expected) in conformanceCase.outputs.sorted(by: { $0.key < $1.key }) {
      let actual = try step.executable.download(name, queue: queue)
      result.compareForward(actual.map(Double.init), name, expected.doubles, conformanceCase.tolerance)
    }
    try queue.finish()
    let gradients = try store.values(in: step.gradients)
    for (name, expected) in conformanceCase.gradients.sorted(by: { $0.key < $1.key }) {
      result.compareBackward(
        gradients[name]!.map(Double.init), name, expected.doubles, conformanceCase.tolerance)
    }
    return result
  }

  private func upload(_ tensor: SafetensorsTensor, to name: String, _ step: TrainingStep) throws {
    switch ElementType(tensor.type) {
    case .float32: try step.upload(tensor.floats(), to: name, queue: queue)
    case .int32: try step.upload(tensor.integers(), to: name, queue: queue)
    case .uint8: try step.upload([UInt8](tensor.bytes), to: name, queue: queue)
    }
  }
}
