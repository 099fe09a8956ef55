import Common
import Device
import Networks
import Operations
import Replay
import Tensors

/// Updates MuZero's networks on a device.
///
/// To be used by one thread at a time.
package final class MuZeroLearner {
  package let step: TrainingStep
  private let configuration: MuZeroNetworkConfiguration
  private let schedule: LearningRateSchedule
  private let queue: any Queue
  private let clock: WorkClock
  /// The number of updates made.
  package private(set) var updates: Int
  /// The names of the scalar results of an update that are recorded.
  private let reported: [String]
  /// The results of the last update, one for each part of the batch.
  private var last: [Report] = []

  /// An update that was enqueued and has not been waited for.
  package struct Pending {
    package let positions: [ReplayPosition]
    /// The results of each part of the batch.
    let reports: [Report]
    /// The update's number, counted from 1.
    let number: Int
  }

  /// A learner of `network`, whose parameters are those of `store`.
  ///
  /// - Parameters:
  /// - microBatch: the size of parts that the run began with, if it is automatic.
  /// - memory: the bytes that the activations and gradients of an update may take on the device.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  init(
    _ settings: MuZeroSettings, network: MuZeroNetwork, store: ModelStore, microBatch: Int?, memory: Double,
    context: OperationContext, clock: WorkClock
  ) throws {
    self.clock = clock
    configuration = network.configuration
    schedule = settings.learningRate
    let loss = MuZeroLoss(
      network, unrollSteps: settings.learner.unrollSteps, valueWeight: Float(settings.usedValueWeight))
    var names: [String] = []
    step = try TrainingStep.fitting(
      batch: settings.learner.batch, microBatch: settings.learner.microBatch, pinned: microBatch,
      memory: memory
    ) { size, parts, largestArena in
      let traced = loss.traced(batch: size, reportsValueErrors: true, info: context.device.info)
      names = (["loss"] + traced.outputs.keys.filter { $0 != "value_error" }).sorted()
      var options = Executable.Options()
      options.largestArena = largestArena
      return try TrainingStep(
        traced, parts: parts, store: store, optimization: settings.optimization, context: context,
        reported: Set(names + ["value_error"]), options: options)
    }
    reported = names
    queue = try context.device.makeQueue(profiling: false)
    updates = 0
  }

  /// Enqueues an update.
  package func begin(_ batch: TrainingBatch, positions: [ReplayPosition]) throws -> Pending {
    let reports = try step.run(
      on: queue, step: UInt64(updates), learningRate: schedule.rate(at: updates)
    ) { inputs in
      batch.observation.write(to: inputs, of: configuration)
      inputs.set("action", to: batch.action)
      inputs.set("target_policy", to: batch.targetPolicy)
      inputs.set("target_value", to: batch.targetValue)
      if configuration.hasRewards { inputs.set("target_reward", to: batch.targetReward) }
      inputs.set("mask", to: batch.mask)
      inputs.set("weight", to: batch.weight)
    }
    updates += 1
    last = reports
    return Pending(positions: positions, reports: reports, number: updates)
  }

  /// Waits for an update, and returns |value − target| at its roots: [batch].
  ///
  /// Throws `TrainingDivergence` if a loss is not finite, and the device's errors.
  package func end(_ pending: Pending) throws -> [Float] {
    let results = try clock.during { try pending.reports.map { try $0.wait() } }
    for name in reported + ["value_error"] {
      guard let value = results.flatMap({ $0[name] }).first(where: { !$0.isFinite }) else { continue }
      throw TrainingDivergence(updates: pending.number, what: "its \(name)", value: Double(value))
    }
    return results.flatMap { $0["value_error"] }
  }

  /// The losses of the last update by name, and the learning rate. There must have been an update.
  package func losses() throws -> [(name: String, value: Double)] {
    let results = try last.map { try $0.wait() }
    precondition(!results.isEmpty, "losses before the first update")
    var values = reported.map { name in (name: name, value: results.mean(of: name)) }
    values.append((name: "learning_rate", value: schedule.rate(at: max(0, updates - 1))))
    return values
  }

  /// Waits until all updates are made.
  package func finish() throws { try clock.during { try queue.finish() } }

  /// Continues from the networks and the optimizer's state of a checkpoint.
  func load(path: String) throws { updates = try step.load(path: path).step }
}
