import Device
import Operations
import Tensors

/// A training step made ready: forward pass, gradients, clipping, and the optimizer's update, as one list of launches.
///
/// A batch may be computed in parts of one size, one after the other: their gradients are added up, and clipping and the
/// update follow the last. Batch normalization takes each part's own statistics, and running averages move once for each.
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
  /// In how many parts a batch is computed.
  package let parts: Int
  /// [parameters]: those of the last batch, before clipping.
  package let gradients: DeviceArray
  /// [slots, parameters].
  package let optimizerState: DeviceArray
  /// [1]: the gradients' global norm before clipping; only measured where there is a bound.
  package let norm: DeviceArray
  /// [1] of int32: updates so far, as the optimizer counts them.
  private let updateCount: DeviceArray
  private let orders: ElementOrders

  /// All launches of a part with what they are for, and the update's, which follow the last part.
  package var steps: [Executable.Step] { executable.steps }

  /// How many launches a step has: those of all parts, and the update's.
  package var launchCount: Int { parts * (steps.count - updateLaunches) + updateLaunches }
  private var updateLaunches: Int { steps.reversed().prefix { $0.operation == Self.update }.count }

  private static let update = "update"
  private static let learningRate = "learning rate"

  /// Minimizes the traced loss, which is output "loss" beside the trace's own. Outputs of `reported` come back with each
  /// part.
  ///
  /// Where there are several `parts`, the trace is of one of them, and what is minimized is the mean of their losses.
  ///
  /// Throws `ModelTooLarge` where the device cannot hold what is needed, and where it fails.
  package init(
    _ traced: TracedLoss, parts: Int = 1, store: ModelStore, optimization: Optimization,
    context: OperationContext, reported: Set<String> = [], options: Executable.Options = Executable.Options()
  ) throws {
    let pass = traced.pass
    let loss = parts == 1 ? traced.loss : 1 / Float(parts) * traced.loss
    let variables = store.variables
    guard let layout = variables.layout, let parameters = variables.parameterBlock else {
      preconditionFailure("a model without parameters cannot be trained")
    }
    self.optimization = optimization
    self.store = store
    inputs = traced.inputs
    orders = ElementOrders(traced.inputs)
    self.parts = parts
    let partGradients = try context.makeArray([layout.count])
    let gradients = parts == 1 ? partGradients : try context.makeArray([layout.count])
    self.gradients = gradients
    let tensors = variables.parameters.map { pass.graph.variable($0) }
    let derivatives = pass.graph.gradients(of: loss, with: tensors, joinsAll: !context.isCPU)
    var program = Executable.Program(outputs: traced.outputs)
    program.outputs["loss"] = traced.loss
    program.gradients = zip(variables.parameters, derivatives).map { ($0, $1) }
    program.assignments = pass.assignments
    let optimizerState = try context.makeArray([optimization.rule.slots, layout.count])
    let norm = try context.makeArray([1])
    let updateCount = try context.makeArray([1], type: .int32)
    let table = try Optimizer.Table(
      optimization.decaysWeightsOnly ? layout : layout.decayingEverywhere, context: context)
    var options = options
    options.gradientBlock = partGradients
    if parts > 1 {
      options.parts = parts
      options.gradientSum = gradients
    }
    options.reported = reported
    options.settings = [Self.learningRate: TensorType([1])]
    options.update = { settings in
      let update = try Optimizer.update(
        optimization.rule,
        Optimizer.Arrays(
          parameters: parameters, gradients: gradients, state: optimizerState,
          learningRate: settings[Self.learningRate]!, step: updateCount), table: table,
        maximumNorm: optimization.maximumNorm, norm: norm, context: context)
      let block = TensorType([layout.count])
      let bytes = Double(2 * (1 + optimization.rule.slots) * block.byteCount)
      return update.enumerated().map { index, launch in
        Executable.Step(
          launch: launch, operation: Self.update, inputs: [block], outputs: [block],
          work: Work(bytes: index == update.count - 1 ? bytes : 0))
      }
    }
    let fixed = context.fixingRows()
    executable = try Executable(
      program, graph: pass.graph, store: variables, context: fixed, options: options)
    context.adoptNotes(of: fixed)
    self.optimizerState = optimizerState
    self.norm = norm
    self.updateCount = updateCount
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

  /// Enqueues one step with the inputs as they are, which all parts share; `step` numbers the random draws.
  ///
  /// Returns the parts' reports, where there are any.
  @discardableResult
  package func run(on queue: any Queue, step: UInt64, learningRate: Double) throws -> [Report] {
    try (0..<parts).compactMap { index in
      try executable.run(
        on: queue, step: Self.drawNumber(step: step, part: index), part: .init(index, of: parts)
      ) { $0.set(Self.learningRate, to: [Float(learningRate)]) }
    }
  }

  /// Enqueues one step with new values of all inputs, which `write` sets for each part.
  ///
  /// Returns the parts' reports, where there are any.
  @discardableResult
  package func run(
    on queue: any Queue, step: UInt64, learningRate: Double, inputs write: (TrainingFeed) throws -> Void
  ) throws -> [Report] {
    try (0..<parts).compactMap { index in
      let part = Executable.Part(index, of: parts)
      return try executable.runWithInputs(
        on: queue, step: Self.drawNumber(step: step, part: index), part: part
      ) { feed in
        feed.set(Self.learningRate, to: [Float(learningRate)])
        try write(TrainingFeed(feed: feed, part: part, orders: orders))
      }
    }
  }

  /// What the random draws of a part are numbered by: those of a first part as if it were the whole, those of others
  /// beyond all steps.
  private static func drawNumber(step: UInt64, part: Int) -> UInt64 { step | UInt64(part) << 44 }
}

extension TrainingStep {
  /// Runs one part and the update on a profiling queue, and returns the device's time of each of `steps` in nanoseconds.
  package func profile(on queue: any Queue, step: UInt64, learningRate: Double) throws -> [UInt64] {
    try executable.profile(on: queue, step: step) { $0.set(Self.learningRate, to: [Float(learningRate)]) }
  }
}

extension ParameterLayout {
  /// With weight decay over every tensor, as in the paper.
  fileprivate var decayingEverywhere: ParameterLayout {
    ParameterLayout(tensors: tensors.map { Tensor(shape: $0.shape, offset: $0.offset) })
  }
}
