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
  /// [1] of int32: updates so far, as the optimizer counts them.
  private let updateCount: DeviceArray
  private let orders: ElementOrders

  /// All launches of a step with what they are for, the update's last.
  package var steps: [Executable.Step] { executable.steps }

  private static let learningRate = "learning rate"

  /// Minimizes the traced loss, which is output "loss" beside the trace's own. Outputs of `reported` come back with each
  /// step.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  package init(
    _ traced: TracedLoss, store: ModelStore, optimization: Optimization, context: OperationContext,
    reported: Set<String> = [], options: Executable.Options = Executable.Options()
  ) throws {
    let (pass, loss) = (traced.pass, traced.loss)
    let variables = store.variables
    guard let layout = variables.layout, let parameters = variables.parameterBlock else {
      preconditionFailure("a model without parameters cannot be trained")
    }
    self.optimization = optimization
    self.store = store
    inputs = traced.inputs
    orders = ElementOrders(traced.inputs)
    let gradients = try context.makeArray([layout.count])
    self.gradients = gradients
    let tensors = variables.parameters.map { pass.graph.variable($0) }
    let derivatives = pass.graph.gradients(of: loss, with: tensors, joinsAll: !context.isCPU)
    var program = Executable.Program(outputs: traced.outputs)
    program.outputs["loss"] = loss
    program.gradients = zip(variables.parameters, derivatives).map { ($0, $1) }
    program.assignments = pass.assignments
    let optimizerState = try context.makeArray([optimization.rule.slots, layout.count])
    let norm = try context.makeArray([1])
    let updateCount = try context.makeArray([1], type: .int32)
    let table = try Optimizer.Table(
      optimization.decaysWeightsOnly ? layout : layout.decayingEverywhere, context: context)
    var options = options
    options.gradientBlock = gradients
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
          launch: launch, operation: "update", inputs: [block], outputs: [block],
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

  /// Enqueues one step with the inputs as they are; `step` numbers the random draws.
  @discardableResult
  package func run(on queue: any Queue, step: UInt64, learningRate: Double) throws -> Report? {
    try executable.run(on: queue, step: step) { $0.set(Self.learningRate, to: [Float(learningRate)]) }
  }

  /// Enqueues one step with new values of all inputs, which `write` sets.
  @discardableResult
  package func run(
    on queue: any Queue, step: UInt64, learningRate: Double, inputs write: (TrainingFeed) throws -> Void
  ) throws -> Report? {
    try executable.runWithInputs(on: queue, step: step) { feed in
      feed.set(Self.learningRate, to: [Float(learningRate)])
      try write(TrainingFeed(feed: feed, orders: orders))
    }
  }
}

/// What a training step is given: values in PyTorch's layout.
package struct TrainingFeed {
  /// Inputs in the device's layout.
  package let feed: Feed
  fileprivate let orders: ElementOrders

  /// Sets an input to all its values in PyTorch's layout.
  package func set<Element: BitwiseCopyable>(_ name: String, to values: [Element]) {
    feed.write(name, of: Element.self) { target in
      precondition(
        values.count == target.count, "\(values.count) values for the input \(name) of \(target.count)")
      guard let order = orders.order(of: name) else {
        _ = target.update(fromContentsOf: values)
        return
      }
      for (place, source) in order.enumerated() { target[place] = values[Int(source)] }
    }
  }
}

/// In which order the device holds the elements of inputs: worked out for those that are set in PyTorch's layout, once.
private final class ElementOrders {
  private let inputs: [String: ModelInput]
  private var known: [String: [Int32]?] = [:]

  init(_ inputs: [ModelInput]) {
    self.inputs = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0) })
  }

  /// For each element of an input on the device, its place in PyTorch's layout; nil where both layouts are the same.
  func order(of name: String) -> [Int32]? {
    if let known = known[name] { return known }
    let order = inputs[name].flatMap { $0.layout.order(of: $0.shape) }
    known[name] = order
    return order
  }
}

extension TrainingStep {
  /// Runs one step on a profiling queue, and returns the device's time of each of `steps` in nanoseconds.
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
