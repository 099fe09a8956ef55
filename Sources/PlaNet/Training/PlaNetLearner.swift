import Common
import Device
import Networks
import Operations
import Replay
import Tensors

/// Updates PlaNet's model on a device.
///
/// To be used by one thread at a time.
package final class PlaNetLearner {
  package let step: TrainingStep
  private let learningRate: Double
  private let queue: any Queue
  /// The number of updates made.
  package private(set) var updates = 0
  /// The names of the scalar results of an update that are recorded, the loss first.
  private let reported: [String]
  /// The updates that have not been waited for, each as the reports of its batch's parts.
  private var pending: [[Report]] = []
  private var losses: [[Double]] = []

  /// The largest number of updates that are enqueued without being waited for: enough to keep the device
  /// busy.
  private static let maximumPending = 2

  /// A learner of `network`, whose parameters are those of `store`. `seed` decides what the device samples.
  ///
  /// - Parameters:
  /// - microBatch: the size of parts that the run began with, if it is automatic.
  /// - memory: the bytes that the activations and gradients of an update may take on the device.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(
    _ settings: PlaNetSettings, network: PlaNetNetwork, observations: PlaNetLoss.Observations,
    store: ModelStore, seed: UInt64, microBatch: Int?, memory: Double, context: OperationContext
  ) throws {
    learningRate = settings.learner.learningRate
    var names: [String] = []
    step = try TrainingStep.fitting(
      batch: settings.learner.batch, microBatch: settings.learner.microBatch, pinned: microBatch,
      memory: memory
    ) { size, parts, largestArena in
      let traced = PlaNetLoss(
        network, length: settings.learner.chunkLength, sequences: size, observations: observations,
        info: context.device.info
      ).traced()
      names = ["loss"] + traced.outputs.keys.sorted()
      var options = Executable.Options()
      options.seed = RandomPurpose.learning.seed(of: seed, 0)
      options.largestArena = largestArena
      return try TrainingStep(
        traced, parts: parts, store: store, optimization: settings.optimization, context: context,
        reported: Set(names), options: options)
    }
    reported = names
    queue = try context.device.makeQueue(profiling: false)
  }

  /// Enqueues an update, which may still be running when this returns.
  package func update(_ batch: SequenceBatch) throws {
    let reports = try step.run(on: queue, step: UInt64(updates), learningRate: learningRate) { inputs in
      batch.observation.write(to: inputs)
      inputs.set("previous_action", to: batch.previousAction)
      inputs.set("reward", to: batch.reward)
    }
    pending.append(reports)
    updates += 1
    if pending.count > Self.maximumPending { try endFirst() }
  }

  /// Waits until all updates are made, and returns the means of their losses since the last call, by name.
  ///
  /// Throws `TrainingDivergence` if a loss is not finite, and the device's errors.
  package func finish() throws -> [(name: String, value: Double)] {
    while !pending.isEmpty { try endFirst() }
    try queue.finish()
    defer { losses = [] }
    guard !losses.isEmpty else { return [] }
    return reported.enumerated().map { index, name in
      (name: name, value: losses.reduce(0) { $0 + $1[index] } / Double(losses.count))
    }
  }

  private func endFirst() throws {
    let number = updates - pending.count + 1
    let results = try pending.removeFirst().map { try $0.wait() }
    let values = reported.map { results.mean(of: $0) }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw TrainingDivergence(updates: number, what: "its \(reported[index])", value: values[index])
    }
    losses.append(values)
  }

  /// Continues from the networks and the optimizer's state of a checkpoint.
  func load(path: String) throws { updates = try step.load(path: path).step }
}
