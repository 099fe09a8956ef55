import Device
import Networks
import Operations
import PlaNet
import Tensors
import TestSupport

/// A network with values on the default device: for tests.
struct PlaNetBench {
  let network: PlaNetNetwork
  let store: ModelStore
  let context: OperationContext
  let queue: any Queue

  init(
    _ configuration: PlaNetConfiguration, device: (any Device)? = nil, variant: KernelVariant? = nil,
    seed: UInt64 = 1
  ) throws {
    let device = try device ?? Devices.select(nil)
    let builder = ModelBuilder()
    network = try PlaNetNetwork(builder, configuration)
    store = try ModelStore(builder, device: device)
    try store.initialize(seed: seed)
    context = OperationContext(device: device, forced: variant)
    queue = try device.makeQueue(profiling: false)
  }

  /// What `body` computes with the network, of inputs of these shapes, run once.
  func run(
    _ inputs: [String: (shape: [Int], values: [Float])],
    _ body: (_ inputs: [String: Tensor], _ pass: Pass) -> [String: Tensor]
  ) throws -> [String: [Float]] {
    let pass = Pass(Graph(), isTraining: false)
    var tensors: [String: Tensor] = [:]
    for (name, input) in inputs { tensors[name] = pass.graph.input(name, input.shape) }
    let outputs = body(tensors, pass)
    let executable = try Executable(
      Executable.Program(outputs: outputs), graph: pass.graph, store: store.variables, context: context)
    for (name, input) in inputs where executable.inputs[name] != nil {
      try executable.upload(input.values, to: name, queue: queue)
    }
    try executable.run(on: queue)
    return try outputs.keys.reduce(into: [:]) { $0[$1] = try executable.download($1, queue: queue) }
  }

  /// A training step with random data in its inputs.
  func step(_ loss: PlaNetLoss, rule: Optimizer.Rule = .adam, seed: UInt64 = 5) throws -> TrainingStep {
    let step = try TrainingStep(
      loss.traced(), store: store, optimization: .init(rule, maximumNorm: 1000), context: context)
    var generator = SeededGenerator(seed: seed)
    for input in step.inputs {
      if input.element == .uint8 {
        let bytes = (0..<input.shape.product).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try step.upload(bytes, to: input.name, queue: queue)
      } else {
        try step.upload(generator.floats(input.shape.product), to: input.name, queue: queue)
      }
    }
    return step
  }

  /// An output of one step that changes nothing.
  func output(_ name: String = "loss", of step: TrainingStep) throws -> Float {
    try step.run(on: queue, step: 0, learningRate: 0)
    return try step.executable.download(name, queue: queue)[0]
  }

  func gradients(of step: TrainingStep) throws -> [String: [Float]] {
    try step.run(on: queue, step: 0, learningRate: 0)
    try queue.finish()
    return try store.values(in: step.gradients)
  }
}

extension Optimizer.Rule {
  static let adam = Optimizer.Rule.adam(
    beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 0, decoupled: false)
  static let plain = Optimizer.Rule.descent(momentum: 0, weightDecay: 0)
}

extension PlaNetConfiguration {
  /// Small sizes; `tanh` has no kinks.
  static func small(
    _ observation: Observation = .vector(5), variant: Variant = .recurrentStateSpace,
    activation: Activation = .tanh, freeNats: Float = 0
  ) -> PlaNetConfiguration {
    var result = PlaNetConfiguration(actionSize: 2)
    result.variant = variant
    result.observation = observation
    result.activation = activation
    (result.depth, result.beliefSize, result.stateSize, result.hiddenSize) = (2, 7, 3, 6)
    result.freeNats = freeNats
    return result
  }

  static let variants = Variant.allCases
  static let observations: [Observation] = [
    .image, .smallImage(height: 16, width: 16, channels: 1), .smallImage(height: 24, width: 32, channels: 3),
    .vector(5),
  ]
}
