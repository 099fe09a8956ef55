import Device
import Operations
import Tensors

/// A prepared training step: forward pass, gradients, clipping, and the optimizer's update as one list of
/// launches.
///
/// A batch may be computed in parts of equal size, one after the other. Their gradients are summed; clipping
/// and the update follow the last part. Batch normalization uses each part's own statistics, and updates the
/// running averages once per part.
///
/// It belongs to one queue's thread at a time.
public final class TrainingStep {
  /// The rule by which parameters are updated from gradients.
  public struct Optimization: Sendable, Equatable {
    package var rule: Optimizer.Rule
    /// The global norm that larger gradients are scaled down to; nil for no bound.
    package var maximumNorm: Float?
    /// Whether weight decay leaves out biases and the parameters of normalization.
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
  /// The number of parts of a batch.
  package let parts: Int
  /// The gradients of the last batch, before clipping: [parameters].
  package let gradients: DeviceArray
  /// The optimizer's state: [slots, parameters].
  package let optimizerState: DeviceArray
  /// The global norm of the gradients before clipping, only computed if there is a bound: [1].
  package let norm: DeviceArray
  /// The number of updates so far, for the optimizer: [1], int32.
  private let updateCount: DeviceArray
  private let orders: ElementOrders

  /// All launches of a part and their operations, followed by those of the update, which runs after the last
  /// part.
  package var steps: [Executable.Step] { executable.steps }

  /// The number of launches of a step: those of all parts, and those of the update.
  package var launchCount: Int { parts * (steps.count - updateLaunches) + updateLaunches }
  private var updateLaunches: Int { steps.reversed().prefix { $0.operation == Self.update }.count }

  private static let update = "update"
  private static let learningRate = "learning rate"

  /// Minimizes the traced loss, which becomes the output "loss" beside the trace's own outputs. Each part
  /// reports the outputs named in `reported`.
  ///
  /// If there are several `parts`, the trace must be that of one part; the mean of the parts' losses is
  /// minimized.
  ///
  /// Throws `ModelTooLarge` if the device cannot hold what is needed, and the device's errors.
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

  /// Sets the number of updates that the optimizer has made.
  func setUpdateCount(_ count: Int) throws {
    let queue = try store.device.makeQueue(profiling: false)
    try queue.upload(HostMemory([Int32(clamping: count)]), to: updateCount.buffer, byteOffset: 0)
    try queue.finish()
  }

  /// Enqueues the copy of values in PyTorch's layout to an input.
  package func upload<Element: BitwiseCopyable>(_ values: [Element], to name: String, queue: any Queue) throws
  {
    guard let input = inputs.first(where: { $0.name == name }) else {
      preconditionFailure("no input \(name) among \(inputs.map(\.name))")
    }
    try executable.upload(
      input.layout.toDevice(values, hostShape: input.shape), to: name, queue: queue)
  }

  /// Enqueues one step with the current inputs, which all parts share. `step` selects the random numbers.
  ///
  /// Returns the parts' reports, if outputs are reported.
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
  /// Returns the parts' reports, if outputs are reported.
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

  /// The number by which a part's random numbers are drawn. For the first part it is the step's, as for a
  /// whole batch; for the others it lies beyond the numbers of all steps.
  private static func drawNumber(step: UInt64, part: Int) -> UInt64 { step | UInt64(part) << 44 }
}

extension TrainingStep {
  /// Runs one part and the update on a profiling queue, and returns the device's time of each of `steps` in
  /// nanoseconds.
  package func profile(on queue: any Queue, step: UInt64, learningRate: Double) throws -> [UInt64] {
    try executable.profile(on: queue, step: step) { $0.set(Self.learningRate, to: [Float(learningRate)]) }
  }
}

extension ParameterLayout {
  /// The same layout with weight decay for every tensor, as in the paper.
  fileprivate var decayingEverywhere: ParameterLayout {
    ParameterLayout(tensors: tensors.map { Tensor(shape: $0.shape, offset: $0.offset) })
  }
}
