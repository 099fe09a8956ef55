import Device
import Networks
import Operations
import Tensors
import TestSupport

/// A small model with every kind of tensor, its training step, and a batch: for tests.
struct SmallModel {
  let store: ModelStore
  let step: TrainingStep
  let queue: any Queue

  init(_ rule: Optimizer.Rule, seed: UInt64 = 1) throws {
    let device = try Devices.select(nil)
    let builder = ModelBuilder()
    let stem = NormalizedConvolution(builder, "stem", inputs: 2, outputs: 3)
    let block = ResidualBlock(builder, "block", channels: 3)
    let head = LinearLayer(
      builder, "head", inputs: [.image(height: 4, width: 5, channels: 3), .vector(2)], outputs: .vector(7))
    let norm = LayerNormalizationLayer(builder, "norm", columns: 7)
    let cell = GRULayer(builder, "cell", inputs: 7, units: 4)
    let last = Perceptron(
      builder, "last", inputs: [.vector(4)], hidden: [6], outputs: 1, activation: .elu)
    store = try ModelStore(builder, device: device)
    try store.initialize(seed: seed)
    let image = ModelInput("image", [5, 2, 4, 5], layout: .image)
    let extra = ModelInput("extra", [5, 2])
    let target = ModelInput("target", [5, 1])
    let pass = Pass(Graph(), isTraining: true)
    let features = block(
      stem(image.tensor(in: pass.graph), pass: pass).activated(by: .relu), pass: pass)
    let hidden = norm(head(features, extra.tensor(in: pass.graph), pass: pass), pass: pass)
    var state = pass.graph.zeros([5, 4])
    for _ in 0..<3 { state = cell(hidden, hidden: state, pass: pass) }
    let error = last(state, pass: pass) - target.tensor(in: pass.graph)
    let noise = 0.01 * (pass.graph.normal([5, 1]) * error)
    let traced = TracedLoss(
      loss: (error.squared() + noise).mean(), inputs: [image, extra, target], pass: pass)
    step = try TrainingStep(
      traced, store: store, optimization: .init(rule, maximumNorm: 1),
      context: OperationContext(device: device))
    queue = try device.makeQueue(profiling: false)
    var generator = SeededGenerator(seed: 3)
    for input in step.inputs {
      try step.upload(generator.floats(input.shape.product), to: input.name, queue: queue)
    }
  }

  /// The losses of steps number `steps`.
  func train(_ steps: Range<UInt64>) throws -> [Float] {
    try steps.map { number in
      try step.run(on: queue, step: number, learningRate: 0.01)
      return try step.executable.download("loss", queue: queue)[0]
    }
  }

  func values() throws -> [String: [Float]] {
    try queue.finish()
    return try store.values()
  }
}
