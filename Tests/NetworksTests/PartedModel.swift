import Common
import Device
import Networks
import Operations
import Tensors
import TestSupport

/// A small model, and training steps whose batches are computed in parts: for tests.
struct PartedModel {
  let store: ModelStore
  let step: TrainingStep
  let queue: any Queue
  /// A whole batch's values, in PyTorch's layout.
  let batch: [String: [Float]]

  /// A model whose parts have `size` sequences; with `normalizes`, it takes statistics over them.
  init(
    size: Int, parts: Int, normalizes: Bool = false,
    optimization: TrainingStep.Optimization = .init(.descent(momentum: 0, weightDecay: 0)),
    largestArena: Double? = nil, device: (any Device)? = nil
  ) throws {
    let device = try device ?? Devices.select(nil)
    let builder = ModelBuilder()
    let first = LinearLayer(builder, "first", inputs: 3, outputs: 64)
    let norm = normalizes ? BatchNormalizationLayer(builder, "norm", channels: 64) : nil
    let last = LinearLayer(builder, "last", inputs: 64, outputs: 2)
    store = try ModelStore(builder, device: device)
    try store.initialize(seed: 4)
    let pass = Pass(Graph(), isTraining: true)
    let inputs = Self.inputs(size)
    let data = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.tensor(in: pass.graph)) })
    var hidden = first(data["x"]!, pass: pass)
    if let norm { hidden = norm(hidden, pass: pass) }
    let error = (last(hidden.activated(by: .tanh), pass: pass) - data["target"]!).squared().sum([1])
    let weight = (data["scale"]! * data["path"]!).sum([0])
    let outputs = ["error": error, "draw": pass.graph.uniform([size]).mean()]
    var options = Executable.Options()
    options.largestArena = largestArena
    step = try TrainingStep(
      TracedLoss(loss: (weight * error).mean(), outputs: outputs, inputs: inputs, pass: pass), parts: parts,
      store: store, optimization: optimization, context: OperationContext(device: device),
      reported: ["loss", "error", "draw"], options: options)
    queue = try device.makeQueue(profiling: false)
    var generator = SeededGenerator(seed: 8)
    var batch: [String: [Float]] = [:]
    for input in Self.inputs(size * parts) { batch[input.name] = generator.floats(input.shape.product) }
    self.batch = batch
  }

  /// Batches lie along the first axis in PyTorch's layout and the second on the device (`scale`), along the second on both
  /// (`path`), or along the first on both.
  private static func inputs(_ size: Int) -> [ModelInput] {
    [
      ModelInput("x", [size, 3]), ModelInput("target", [size, 2]),
      ModelInput("scale", [size, 4], layout: Layout(axes: [1, 0])),
      ModelInput("path", [4, size], batchAxis: 1),
    ]
  }

  /// One step on the model's own batch, or on another; the results of each part.
  @discardableResult
  func run(_ number: UInt64 = 0, on other: [String: [Float]]? = nil, learningRate: Double = 0.1) throws
    -> [Results]
  {
    try step.run(on: queue, step: number, learningRate: learningRate) { inputs in
      for (name, values) in other ?? batch {
        if name == "path" { inputs.setRows(name, to: values) } else { inputs.set(name, to: values) }
      }
    }.map { try $0.wait() }
  }

  /// Some sequences of the model's own batch, as a batch.
  func rows(_ rows: Range<Int>) -> [String: [Float]] {
    Dictionary(
      uniqueKeysWithValues: Self.inputs(1).map { input in
        let values = batch[input.name]!
        let blocks = input.shape[..<input.batchAxis].product
        let (size, row) = (values.count / blocks, input.shape.product / blocks)
        return (
          input.name,
          (0..<blocks).flatMap {
            values[$0 * size + rows.lowerBound * row..<$0 * size + rows.upperBound * row]
          }
        )
      })
  }

  func gradients() throws -> [String: [Float]] {
    try queue.finish()
    return try store.values(in: step.gradients)
  }

  func values() throws -> [String: [Float]] {
    try queue.finish()
    return try store.values()
  }
}
