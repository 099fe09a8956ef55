import Common
import Device
import Operations
import Tensors

/// Training of a model of one's own: a loss that is traced once, and then minimized batch by batch.
///
/// It changes the model's parameters in place, and belongs to one thread at a time.
public final class ModelTraining {
  /// The model that is trained.
  public let model: ModelStore
  /// How many updates were made.
  public private(set) var updates = 0
  private let step: TrainingStep
  private let queue: any Queue
  private let seed: UInt64
  private static let loss = "loss"

  /// Traces the loss once, differentiates it, and makes its launches ready.
  ///
  /// - Parameters:
  ///   - inputs: what every update is given, by their names.
  ///   - optimization: how parameters follow gradients.
  ///   - seed: what the graph's random numbers depend on.
  ///   - loss: makes the scalar to minimize, [] or [1], of the inputs by their names. Layers take `pass`.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  public init(
    _ model: ModelStore, inputs: [ModelInput], optimization: TrainingStep.Optimization = .adam(),
    seed: UInt64 = 0, loss: (_ inputs: [String: Tensor], _ pass: Pass) throws -> Tensor
  ) throws {
    self.model = model
    self.seed = seed
    let pass = Pass(Graph(), isTraining: true)
    let traced = TracedLoss(
      loss: try loss(inputs.tensors(in: pass.graph), pass), inputs: inputs, pass: pass)
    var options = Executable.Options()
    options.seed = seed
    step = try TrainingStep(
      traced, store: model, optimization: optimization, context: OperationContext(device: model.device),
      reported: [Self.loss], options: options)
    queue = try model.device.makeQueue(profiling: false)
  }

  /// Makes an update, waits for it, and returns the loss before it.
  ///
  /// - Parameters:
  ///   - values: of every input, row-major.
  ///   - learningRate: of this update.
  ///
  /// Throws where the device fails, and where the loss is not a finite number, whose model is of no use any more.
  @discardableResult
  public func update(_ values: [String: [Float]], learningRate: Double) throws -> Float {
    step.inputs.check(values)
    let reports = try step.run(on: queue, step: UInt64(updates), learningRate: learningRate) { feed in
      for (name, values) in values { feed.set(name, to: values) }
    }
    let loss = try reports[0].wait()[Self.loss][0]
    updates += 1
    guard loss.isFinite else {
      throw TrainingDivergence(updates: updates, what: "its loss", value: Double(loss))
    }
    return loss
  }

  /// Writes parameters, running statistics and the optimizer's state in the safetensors format; the file at `path` is
  /// replaced as a whole or not at all.
  ///
  /// Throws where a number is not finite, and where the file cannot be written.
  public func save(path: String) throws {
    try step.save(to: path, progress: TrainingProgress(step: updates, seed: seed))
  }

  /// Goes on where `save(path:)` was called.
  ///
  /// Throws where names or shapes differ, and where the file cannot be read; all stays as it was then.
  public func load(path: String) throws { updates = try step.load(path: path).step }
}
