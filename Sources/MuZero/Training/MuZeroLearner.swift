import Common
import Device
import Networks
import Operations
import Replay
import Tensors

/// Makes updates of MuZero's networks on a device, one after the other.
///
/// It belongs to one thread at a time.
package final class MuZeroLearner {
  package let step: TrainingStep
  private let configuration: MuZeroNetworkConfiguration
  private let schedule: LearningRateSchedule
  private let queue: any Queue
  private let clock: WorkClock
  /// How many updates were made.
  package private(set) var updates: Int
  /// The scalar results of an update that are recorded.
  private let reported: [String]
  /// The results of the last update.
  private var last: Report?

  /// An update under way: what to wait for.
  package struct Pending {
    package let positions: [ReplayPosition]
    let report: Report
    /// Counted from 1.
    let number: Int
  }

  /// A learner of `network`, whose parameters are those of `store`.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  init(
    _ settings: MuZeroSettings, network: MuZeroNetwork, store: ModelStore, context: OperationContext,
    clock: WorkClock
  ) throws {
    self.clock = clock
    configuration = network.configuration
    schedule = settings.learningRate
    let loss = MuZeroLoss(
      network, unrollSteps: settings.learner.unrollSteps, valueWeight: Float(settings.usedValueWeight))
    let traced = loss.traced(
      batch: settings.learner.batch, reportsValueErrors: true, info: context.device.info)
    reported = (["loss"] + traced.outputs.keys.filter { $0 != "value_error" }).sorted()
    step = try TrainingStep(
      traced, store: store, optimization: settings.optimization, context: context,
      reported: Set(reported + ["value_error"]))
    queue = try context.device.makeQueue(profiling: false)
    updates = 0
  }

  /// Enqueues an update.
  package func begin(_ batch: TrainingBatch, positions: [ReplayPosition]) throws -> Pending {
    let report = try step.run(
      on: queue, step: UInt64(updates), learningRate: schedule.rate(at: updates)
    ) { inputs in
      batch.observation.write(to: inputs.feed, of: configuration)
      inputs.set("action", to: batch.action)
      inputs.set("target_policy", to: batch.targetPolicy)
      inputs.set("target_value", to: batch.targetValue)
      if configuration.hasRewards { inputs.set("target_reward", to: batch.targetReward) }
      inputs.set("mask", to: batch.mask)
      inputs.set("weight", to: batch.weight)
    }
    updates += 1
    last = report
    return Pending(positions: positions, report: report!, number: updates)
  }

  /// Waits for an update, and returns |value − target| at its roots.
  ///
  /// Throws `TrainingDivergence` where a loss is not finite, and what the device does.
  package func end(_ pending: Pending) throws -> [Float] {
    let results = try clock.during { try pending.report.wait() }
    for name in reported + ["value_error"] {
      guard let value = results[name].first(where: { !$0.isFinite }) else { continue }
      throw TrainingDivergence(updates: pending.number, what: "its \(name)", value: Double(value))
    }
    return results["value_error"]
  }

  /// The losses of the last update, by name, and the learning rate. There was an update.
  package func losses() throws -> [(name: String, value: Double)] {
    guard let results = try last?.wait() else { preconditionFailure("losses before the first update") }
    var values = reported.map { name in (name: name, value: Double(results[name][0])) }
    values.append((name: "learning_rate", value: schedule.rate(at: max(0, updates - 1))))
    return values
  }

  /// Waits until all updates are made.
  package func finish() throws { try clock.during { try queue.finish() } }

  /// Writes the networks and the optimizer's state. All updates must have ended.
  func save(to path: String, seed: UInt64, metadata: [String: String]) throws {
    try step.save(to: path, progress: TrainingProgress(step: updates, seed: seed, metadata: metadata))
  }

  /// Goes on from a file that `save` wrote.
  func load(path: String) throws { updates = try step.load(path: path).step }
}
