import Device
import Networks
import Operations
import Tensors
import TestSupport
import Testing

@Suite struct TrainingStepTests {
  static let rules: [Optimizer.Rule] = [
    .descent(momentum: 0.9, weightDecay: 1e-4),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, decoupled: true),
  ]

  @Test(arguments: rules) func learns(_ rule: Optimizer.Rule) throws {
    let losses = try SmallModel(rule).train(0..<40)
    #expect(losses.last! < 0.5 * losses[0])
  }

  @Test(arguments: rules) func sameSeedGivesSameBits(_ rule: Optimizer.Rule) throws {
    let (first, second) = (try SmallModel(rule), try SmallModel(rule))
    #expect(try first.train(0..<5) == second.train(0..<5))
    #expect(try first.values() == second.values())
    #expect(try SmallModel(rule, seed: 2).train(0..<5) != second.train(5..<10))
  }

  /// A run that was saved and loaded into a fresh model goes on as if nothing had happened, bit for bit.
  @Test(arguments: rules) func resumesFromItsCheckpoint(_ rule: Optimizer.Rule) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.safetensors")
    let original = try SmallModel(rule)
    _ = try original.train(0..<3)
    try original.queue.finish()
    try original.step.save(to: path, progress: TrainingProgress(step: 3, seed: 1))
    let resumed = try SmallModel(rule, seed: 9)
    #expect(try resumed.step.load(path: path) == TrainingProgress(step: 3, seed: 1))
    #expect(try resumed.values() == original.values())
    #expect(try resumed.train(3..<6) == original.train(3..<6))
    #expect(try resumed.values() == original.values())
  }

  @Test func loadsParametersAlone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.safetensors")
    let original = try SmallModel(Self.rules[0])
    _ = try original.train(0..<3)
    let values = try original.values()
    try original.step.save(to: path, progress: TrainingProgress(step: 3, seed: 1))
    let other = try SmallModel(Self.rules[1], seed: 5)
    try other.store.loadParameters(path: path)
    #expect(try other.values() == values)
    #expect(throws: CheckpointMismatch.self) { try other.step.load(path: path) }
    #expect(try other.values() == values)
  }

  /// Names and shapes are those of the same layers in PyTorch.
  @Test func namesAreThoseOfPyTorch() throws {
    let shapes = Dictionary(
      uniqueKeysWithValues: try SmallModel(Self.rules[0]).store.specifications.map { ($0.name, $0.shape) })
    #expect(shapes["stem.conv.weight"] == [3, 2, 3, 3])
    #expect(shapes["stem.norm.running_var"] == [3])
    #expect(shapes["block.1.norm.bias"] == [3])
    #expect(shapes["head.weight"] == [7, 62])
    #expect(shapes["cell.weight_ih"] == [12, 7])
    #expect(shapes["cell.bias_hh"] == [12])
    #expect(shapes["last.1.weight"] == [1, 6])
    #expect(shapes.count == 27)
  }
}

/// Weight decay alone, with a loss that no parameter bears on but by a product with 0.
@Suite struct WeightDecayTests {
  @Test(arguments: [true, false]) func decaysAllOrWeightsOnly(_ weightsOnly: Bool) throws {
    let device = try Devices.select(nil)
    let builder = ModelBuilder()
    let layer = LinearLayer(builder, "layer", inputs: 3, outputs: 2)
    let norm = BatchNormalizationLayer(builder, "norm", channels: 2)
    let store = try ModelStore(builder, device: device)
    try store.initialize(seed: 2)
    let pass = Pass(Graph(), isTraining: true)
    let input = ModelInput("x", [4, 3])
    let output = norm(layer(input.tensor(in: pass.graph), pass: pass), pass: pass)
    let step = try TrainingStep(
      TracedLoss(loss: (0 * output).sum(), inputs: [input], pass: pass), store: store,
      optimization: .init(.descent(momentum: 0, weightDecay: 0.5), decaysWeightsOnly: weightsOnly),
      context: OperationContext(device: device))
    let queue = try device.makeQueue(profiling: false)
    try step.upload([Float](repeating: 1, count: 12), to: "x", queue: queue)
    let before = try store.values()
    try step.run(on: queue, step: 0, learningRate: 0.1)
    try queue.finish()
    let after = try store.values()
    for name in ["layer.weight", "layer.bias", "norm.weight"] {
      let factor = name == "layer.weight" || !weightsOnly ? 0.95 : 1
      expectClose(after[name]!, before[name]!.map { factor * Double($0) }, name)
    }
  }
}
