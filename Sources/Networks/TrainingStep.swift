import Device
import Operations
import Tensors

/// A training step made ready: forward pass, gradients, clipping, and the optimizer's update, as one list of launches.
///
/// It belongs to one queue's thread at a time.
package final class TrainingStep {
  /// How parameters follow gradients.
  package struct Optimization: Sendable, Equatable {
    package var rule: Optimizer.Rule
    /// Gradients are scaled down to this global norm; nil for no bound.
    package var maximumNorm: Float?
    /// Whether weight decay passes over biases and the parameters of normalization.
    package var decaysWeightsOnly: Bool

    package init(_ rule: Optimizer.Rule, maximumNorm: Float? = nil, decaysWeightsOnly: Bool = false) {
      self.rule = rule
      self.maximumNorm = maximumNorm
      self.decaysWeightsOnly = decaysWeightsOnly
    }
  }

  package let executable: Executable
  package let store: ModelStore
  package let inputs: [ModelInput]
  package let optimization: Optimization
  /// [parameters]: those of the last step, before clipping.
  package let gradients: DeviceArray
  /// [slots, parameters].
  package let optimizerState: DeviceArray
  /// [1]: the gradients' global norm before clipping; only measured where there is a bound.
  package let norm: DeviceArray
  private let learningRate: DeviceArray
  /// [1] of int32: updates so far, as the optimizer counts them.
  private let updateCount: DeviceArray
  private let update: [any Launch]
  /// All launches of a step with what they are for, the update's last.
  package let steps: [Executable.Step]

  /// Minimizes the traced loss, which is output "loss" beside the trace's own.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  package init(
    _ traced: TracedLoss, store: ModelStore, optimization: Optimization, context: OperationContext,
    options: Executable.Options = Executable.Options()
  ) throws {
    let (pass, loss) = (traced.pass, traced.loss)
    let variables = store.variables
    guard let layout = variables.layout, let parameters = variables.parameterBlock else {
      preconditionFailure("a model without parameters cannot be trained")
    }
    self.optimization = optimization
    self.store = store
    inputs = traced.inputs
    gradients = try context.makeArray([layout.count])
    let tensors = variables.parameters.map { pass.graph.variable($0) }
    let derivatives = pass.graph.gradients(of: loss, with: tensors)
    var program = Executable.Program(outputs: traced.outputs)
    program.outputs["loss"] = loss
    program.gradients = zip(variables.parameters, derivatives).map { ($0, $1) }
    program.assignments = pass.assignments
    var options = options
    options.gradientBlock = gradients
    executable = try Executable(
      program, graph: pass.graph, store: variables, context: context, options: options)
    optimizerState = try context.makeArray([optimization.rule.slots, layout.count])
    norm = try context.makeArray([1])
    learningRate = try context.makeArray([1])
    updateCount = try context.makeArray([1], type: .int32)
    let table = try Optimizer.Table(
      optimization.decaysWeightsOnly ? layout : layout.decayingEverywhere, context: context)
    update = try Optimizer.update(
      optimization.rule,
      Optimizer.Arrays(
        parameters: parameters, gradients: gradients, state: optimizerState, learningRate: learningRate,
        step: updateCount), table: table, maximumNorm: optimization.maximumNorm, norm: norm, context: context)
    let block = TensorType([layout.count])
    let bytes = Double(2 * (1 + optimization.rule.slots) * block.byteCount)
    var steps = executable.steps
    for (index, launch) in update.enumerated() {
      steps.append(
        Executable.Step(
          launch: launch, operation: "update", inputs: [block], outputs: [block],
          work: Work(bytes: index == update.count - 1 ? bytes : 0)))
    }
    self.steps = steps
    let queue = try context.device.makeQueue(profiling: false)
    for array in [optimizerState, norm, updateCount, gradients] {
      try queue.fill(array.buffer, pattern: 0)
    }
    try queue.finish()
  }

  /// Sets how many updates the optimizer has made.
  func setUpdateCount(_ count: Int) throws {
    let queue = try store.device.makeQueue(profiling: false)
    try queue.upload(HostMemory([Int32(clamping: count)]), to: updateCount.buffer, byteOffset: 0)
    try queue.finish()
  }

  /// Sets an input to values in PyTorch's layout, at the queue's turn.
  package func upload<Element: BitwiseCopyable>(_ values: [Element], to name: String, queue: any Queue) throws
  {
    guard let input = inputs.first(where: { $0.name == name }) else {
      preconditionFailure("no input \(name) among \(inputs.map(\.name))")
    }
    try executable.upload(
      input.layout.toDevice(values, hostShape: input.shape), to: name, queue: queue)
  }

  /// Enqueues one step; `step` numbers the random draws.
  package func run(on queue: any Queue, step: UInt64, learningRate: Double) throws {
    try executable.run(on: queue, step: step)
    try setLearningRate(learningRate, queue)
    for launch in update { try queue.enqueue(launch) }
  }

  private func setLearningRate(_ rate: Double, _ queue: any Queue) throws {
    try queue.upload(HostMemory([Float(rate)]), to: learningRate.buffer, byteOffset: 0)
  }
}

extension TrainingStep {
  /// Runs one step on a profiling queue, and returns the device's time of each of `steps` in nanoseconds.
  package func profile(on queue: any Queue, step: UInt64, learningRate: Double) throws -> [UInt64] {
    let times = try executable.profile(on: queue, step: step)
    try setLearningRate(learningRate, queue)
    let events = try update.map { try queue.enqueueWithEvent($0) }
    try queue.finish()
    return try times + events.map { try $0.duration() }
  }
}

extension ParameterLayout {
  /// With weight decay over every tensor, as in the paper.
  fileprivate var decayingEverywhere: ParameterLayout {
    ParameterLayout(tensors: tensors.map { Tensor(shape: $0.shape, offset: $0.offset) })
  }
}
