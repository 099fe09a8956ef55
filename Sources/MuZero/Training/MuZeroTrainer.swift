import Common
import Device
import Dispatch
import Environments
import Networks
import Operations
import Replay
import Runs
import Search

/// Trains MuZero by self-play, replay and learner, in ticks.
///
/// During a tick, self-play moves all environments with the parameters of the tick's beginning, and the
/// learner makes the updates that were due then, from what the replay held then. Whether the two work at the
/// same time or one after the other, the result depends on the settings and the seed alone. Between ticks
/// parameters are passed to self-play, trajectories are stored and priorities set.
package final class MuZeroTrainer: AgentTrainer {
  package let settings: MuZeroSettings
  package let seed: UInt64
  package let network: MuZeroNetwork
  package let store: ModelStore
  package let replayBuffer: ReplayBuffer
  let environment: any Environment<Int>
  let learner: MuZeroLearner
  let selfPlay: SelfPlay
  let reanalysis: Reanalysis?
  private let evaluator: SnapshotEvaluator
  private let actions: Int
  private let clock = WorkClock()

  /// Updates that are prepared during one tick and made in the next.
  var prepared: [PreparedUpdate] = []
  package var counts = Counts()
  /// The number of episodes that took another course when a checkpoint was resumed, and were replaced by new
  /// ones.
  package internal(set) var leftEpisodes = 0

  package struct Counts: TrainingCounts, Sendable, Equatable, Codable {
    package var ticks = 0
    package var environmentSteps = 0
    package var episodes = 0
    /// The number of updates due so far, made or not.
    package var dueUpdates = 0
    package var isEvaluationDue: Bool?
  }

  package struct Report: TickReport, Sendable {
    package var selfPlay = SelfPlay.Report()
    package var updates = 0
    package var losses: [(name: String, value: Double)] = []
    /// The times of self-play, and that `WorkClock` counted, in seconds.
    package var selfPlaySeconds = 0.0
    package var workSeconds = 0.0
    package var learnerSeconds = 0.0
    package var seconds = 0.0

    package var episodes: [PlayedEpisode] { selfPlay.episodes }
    package var lostEpisodes: Int { selfPlay.losses }
  }

  /// A run at its beginning, with `replay`, which may hold earlier trajectories. The environment is `other`,
  /// or the one that the settings name. If `learner.microBatch` is automatic, `microBatch` is the size that
  /// the run began with.
  ///
  /// Throws if settings cannot be used, and if the device fails or cannot hold what is needed.
  package init(
    _ settings: MuZeroSettings, seed: UInt64, environment other: (any Environment<Int>)? = nil,
    replay: ReplayBuffer, context: ExecutionContext,
    microBatch: Int? = nil
  ) throws {
    environment = try other ?? settings.makeEnvironment()
    try settings.check(environment.specification)
    let info = context.device.info
    try settings.checkPrecision(on: info)
    self.settings = settings
    self.seed = seed
    replayBuffer = replay
    let builder = ModelBuilder()
    network = MuZeroNetwork(builder, settings.networkConfiguration(environment.specification))
    actions = network.configuration.actions
    let learning = context.on(settings.learningDevice(environment.specification, beside: context.device))
    store = try ModelStore(builder, device: learning.device)
    try store.initialize(seed: RandomPurpose.parameters.seed(of: seed, 0))
    learner = try MuZeroLearner(
      settings, network: network, store: store, microBatch: microBatch,
      memory: settings.machineNeed(environment.specification).updateMemory(
        of: Double(info.globalMemory), isHost: info.isCPU),
      context: learning.operations(precision: settings.learner.precision), clock: clock)
    let trees = settings.maximumTrees
    evaluator = try SnapshotEvaluator(
      network, from: store, trees: trees, simulations: settings.search.simulations, context: context,
      place: settings.usedSearchPlace, precision: settings.search.precision)
    selfPlay = try SelfPlay(
      settings, environment: environment, seed: seed, evaluator: evaluator, maximumTrees: trees,
      clock: clock)
    reanalysis =
      settings.reanalyzes
      ? try Reanalysis(
        settings, seed: seed, network: network, stacking: replay.configuration.stacking, store: store,
        context: context) : nil
  }

  package var updates: Int { learner.updates }

  package var trainingStep: TrainingStep { learner.step }

  // MARK: A tick

  /// Runs one tick, no part of which takes long.
  package func tick(isInterrupted: () -> Bool = { false }) throws -> Report {
    let start = DispatchTime.now().uptimeNanoseconds
    var report = Report()
    try evaluator.takeParameters(from: store)
    try reanalysis?.renewTarget(from: store, updates: learner.updates)
    let due = dueUpdates()
    let updates = prepared
    var task = Reanalysis.Task()
    if let reanalysis { task = reanalysis.task(updates: due, replay: replayBuffer) }

    var played: Result<(SelfPlay.Report, Reanalysis.Task, Double), any Error>?
    var learned: Result<([(positions: [ReplayPosition], errors: [Float])], Double), any Error>?
    let (moves, temperature) = (
      settings.selfPlay.environments > 0 ? settings.selfPlay.movesPerTick : 0,
      settings.temperature(progress: progress)
    )
    func play() {
      played = Result {
        try Self.timed {
          try clock.during { try reanalysis?.evaluate(&task) }
          let report = try selfPlay.play(
            moves: moves, temperature: temperature, reanalyzing: &task.states)
          return (report, task)
        }
      }.map { ($0.0.0, $0.0.1, $0.1) }
    }
    func study() {
      learned = Result { try Self.timed { try reanalysis == nil ? learn(due) : learn(updates) } }
    }
    if settings.training.overlaps {
      Self.concurrently(play, study)
    } else {
      study()
      play()
    }
    let (errors, learnerSeconds) = try learned!.get()
    let (selfPlayReport, done, selfPlaySeconds) = try explained(played!)
    (report.selfPlay, report.selfPlaySeconds, report.learnerSeconds) = (
      selfPlayReport, selfPlaySeconds, learnerSeconds
    )
    report.updates = errors.count
    if report.updates > 0 { report.losses = try learner.losses() }
    prepared = reanalysis?.updates(of: done, replay: replayBuffer, actions: actions) ?? []
    if reanalysis != nil {
      for (positions, values) in errors { try replayBuffer.setPriorities(positions, valueErrors: values) }
    }
    for piece in selfPlayReport.pieces { try replayBuffer.append(piece) }
    counts.ticks += 1
    counts.environmentSteps += selfPlayReport.steps
    counts.episodes += selfPlayReport.episodes.count
    counts.dueUpdates = due.upperBound
    report.workSeconds = clock.take()
    report.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    return report
  }

  /// The result of self-play. If it failed because the networks diverged, the error says so.
  private func explained<Value>(_ result: Result<Value, any Error>) throws -> Value {
    do {
      return try result.get()
    } catch let error as SearchError where error.isNumerical {
      throw TrainingDivergence(updates: learner.updates, reason: "\(error)")
    }
  }

  /// The numbers of the updates that are due at the current number of environment steps.
  private func dueUpdates() -> Range<Int> {
    var end = counts.dueUpdates
    if replayBuffer.steps > 0 {
      if settings.selfPlay.environments == 0 {
        end += settings.training.updatesPerTick
      } else {
        let steps = counts.environmentSteps - settings.learner.firstSteps
        let samples = settings.usedSamplesPerState * Double(max(0, steps))
        end = max(end, Int(samples / Double(settings.learner.batch)))
      }
    }
    return counts.dueUpdates..<min(end, settings.training.updates ?? .max)
  }

  /// Makes updates from positions drawn one batch after the other, each by the priorities that the update
  /// before the last one left.
  private func learn(_ updates: Range<Int>) throws -> [(positions: [ReplayPosition], errors: [Float])] {
    var results: [(positions: [ReplayPosition], errors: [Float])] = []
    var pending: MuZeroLearner.Pending?
    func end() throws {
      guard let update = pending else { return }
      let errors = try learner.end(update)
      try replayBuffer.setPriorities(update.positions, valueErrors: errors)
      results.append((update.positions, errors))
    }
    var batch = TrainingBatch()
    for update in updates {
      var stream = RandomPurpose.sampling.stream(seed: seed, update)
      let positions = replayBuffer.sample(count: settings.learner.batch, stream: &stream)
      var pastEnd = RandomPurpose.pastEnd.stream(seed: seed, update)
      replayBuffer.fill(positions, stream: &pastEnd, into: &batch)
      let next = try learner.begin(batch, positions: positions)
      try end()
      pending = next
    }
    try end()
    try learner.finish()
    return results
  }

  private func learn(_ updates: [PreparedUpdate]) throws -> [(positions: [ReplayPosition], errors: [Float])] {
    let results = try updates.map { update in
      (update.positions, try learner.end(try learner.begin(update.batch, positions: update.positions)))
    }
    try learner.finish()
    return results
  }

  private static func timed<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
    let start = DispatchTime.now().uptimeNanoseconds
    let value = try body()
    return (value, Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
  }

  /// Runs both on threads of their own.
  private static func concurrently(_ first: () -> Void, _ second: () -> Void) {
    withoutActuallyEscaping(first) { first in
      nonisolated(unsafe) let first = first
      let group = DispatchGroup()
      DispatchQueue.global().async(group: group) { first() }
      second()
      group.wait()
    }
  }
}
