import Device
import MuZero
import Networks
import Operations
import TestSupport

/// A small network, its training step, and a batch: for tests.
struct SmallTraining {
  static let batch = 6
  static let unroll = 3

  let store: ModelStore
  let step: TrainingStep
  let queue: any Queue
  /// In PyTorch's layout.
  var floats: [String: [Float]] = [:]
  var actions: [Int32]
  var pixels: [UInt8] = []

  /// `info` is what the loss is told of the device.
  init(
    _ configuration: MuZeroNetworkConfiguration, valueWeight: Float = 0.25, seed: UInt64 = 1,
    device: (any Device)? = nil, variant: KernelVariant? = nil, info: DeviceInfo? = nil,
    batch: Int = Self.batch
  ) throws {
    let device = try device ?? Devices.select(nil)
    let builder = ModelBuilder()
    let loss = MuZeroLoss(
      MuZeroNetwork(builder, configuration), unrollSteps: Self.unroll, valueWeight: valueWeight)
    store = try ModelStore(builder, device: device)
    try store.initialize(seed: seed)
    step = try TrainingStep(
      loss.traced(batch: batch, reportsValueErrors: true, info: info), store: store,
      optimization: .init(.descent(momentum: 0.9, weightDecay: 1e-4)),
      context: OperationContext(device: device, forced: variant))
    queue = try device.makeQueue(profiling: false)
    var generator = SeededGenerator(seed: 7)
    for input in step.inputs where input.element == .float32 {
      floats[input.name] = generator.floats(input.shape.product)
    }
    floats["mask"] = floats["mask"]!.map { _ in 1 }
    floats["weight"] = floats["weight"]!.map(abs)
    let policies = floats["target_policy"]!
    floats["target_policy"] = policies.indices.map { $0 % configuration.actions == 0 ? 1 : 0 }
    if configuration.observationFactor != nil {
      let count = batch * configuration.observationShape.product
      pixels = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    actions = (0..<batch * Self.unroll).map { _ in
      Int32.random(in: 0..<Int32(configuration.actions), using: &generator)
    }
  }

  /// One step on the batch.
  func run(learningRate: Double = 0) throws {
    for (name, values) in floats { try step.upload(values, to: name, queue: queue) }
    try step.upload(actions, to: "action", queue: queue)
    if !pixels.isEmpty { try step.upload(pixels, to: "observation", queue: queue) }
    try step.run(on: queue, step: 0, learningRate: learningRate)
  }

  func output(_ name: String) throws -> [Float] { try step.executable.download(name, queue: queue) }

  func gradients() throws -> [String: [Float]] {
    try queue.finish()
    return try store.values(in: step.gradients)
  }
}
