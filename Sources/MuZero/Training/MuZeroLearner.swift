import Device
import Networks
import Operations
import Replay

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

  /// An update under way: what to wait for.
  package struct Pending {
    package let positions: [ReplayPosition]
    let valueErrors: Download
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
    let traced = loss.traced(batch: settings.learner.batch, reportsValueErrors: true)
    step = try TrainingStep(
      traced, store: store, optimization: settings.optimization, context: context)
    reported = (["loss"] + traced.outputs.keys.filter { $0 != "value_error" }).sorted()
    queue = try context.device.makeQueue(profiling: false)
    updates = 0
  }

  /// Enqueues an update.
  package func begin(_ batch: TrainingBatch, positions: [ReplayPosition]) throws -> Pending {
    switch batch.observation.forNetwork(configuration) {
    case .numbers(let values): try step.executable.upload(values, to: "observation", queue: queue)
    case .bytes(let values): try step.executable.upload(values, to: "observation", queue: queue)
    }
    try step.upload(batch.action, to: "action", queue: queue)
    try step.upload(batch.targetPolicy, to: "target_policy", queue: queue)
    try step.upload(batch.targetValue, to: "target_value", queue: queue)
    if configuration.hasRewards { try step.upload(batch.targetReward, to: "target_reward", queue: queue) }
    try step.upload(batch.mask, to: "mask", queue: queue)
    try step.upload(batch.weight, to: "weight", queue: queue)
    try step.run(on: queue, step: UInt64(updates), learningRate: schedule.rate(at: updates))
    let errors = try queue.download(step.executable.outputs["value_error"]!.buffer, range: nil)
    try queue.flush()
    updates += 1
    return Pending(positions: positions, valueErrors: errors)
  }

  /// Waits for an update, and returns |value − target| at its roots.
  package func end(_ pending: Pending) throws -> [Float] {
    try clock.during { try pending.valueErrors.wait().array() }
  }

  /// The losses of the last update, by name, and the learning rate.
  package func losses() throws -> [(name: String, value: Double)] {
    var values = try reported.map { name in
      (name: name, value: Double(try step.executable.download(name, queue: queue)[0]))
    }
    values.append((name: "learning_rate", value: schedule.rate(at: max(0, updates - 1))))
    return values
  }

  /// Waits until all updates are made.
  package func finish() throws { try clock.during { try queue.finish() } }

  /// Writes the networks and the optimizer's state. All updates must have ended.
  func save(to path: String, seed: UInt64) throws {
    try step.save(to: path, progress: TrainingProgress(step: updates, seed: seed))
  }

  /// Goes on from a file that `save` wrote.
  func load(path: String) throws { updates = try step.load(path: path).step }
}
