import Device
import Dispatch
import Environments
import Networks
import Operations
import Replay
import Runs
import Settings
import Telemetry

/// Trains PlaNet by the paper's algorithm 1 (Hafner et al. 2019): seed episodes of random actions, then
/// alternately a number of updates and an episode, or several episodes in step.
///
/// The first tick plays the seed episodes; every other tick makes updates and plays. Between ticks nothing is
/// running. A run's result depends on its settings and seed alone.
package final class PlaNetTrainer: AgentTrainer {
  package let settings: PlaNetSettings
  package let seed: UInt64
  package let network: PlaNetNetwork
  package let store: ModelStore
  package let replayBuffer: EpisodeBuffer
  let learner: PlaNetLearner
  private let player: EpisodePlayer
  /// The planner; nil if all actions are random.
  private let planner: LatentPlanner?
  package var counts = Counts()
  private var batch = SequenceBatch()

  package struct Counts: TrainingCounts, Sendable, Equatable, Codable {
    package var ticks = 0
    package var environmentSteps = 0
    package var episodes = 0
    /// The updates of a tick whose episodes were dropped; nil if there is no such tick.
    var learned: Learned?
    package var isEvaluationDue: Bool?
  }

  /// What a tick's report tells of its updates, for the tick that makes up for its episodes.
  struct Learned: Sendable, Equatable, Codable {
    struct Loss: Sendable, Equatable, Codable {
      let name: String
      /// The bit pattern of the number, which may be one that JSON has not.
      let value: UInt64
    }

    let updates: Int
    let losses: [Loss]
    let seconds: Double

    init(_ report: Report) {
      (updates, seconds) = (report.updates, report.learnerSeconds)
      losses = report.losses.map { Loss(name: $0.name, value: $0.value.bitPattern) }
    }
  }

  package struct Report: TickReport, Sendable {
    package var episodes: [PlayedEpisode] = []
    package var lostEpisodes = 0
    package var updates = 0
    package var losses: [(name: String, value: Double)] = []
    package var plans = 0
    /// The time of episodes, in seconds.
    package var collectionSeconds = 0.0
    package var learnerSeconds = 0.0
    package var seconds = 0.0
  }

  /// A run at its beginning, with `replay`, which is empty unless a checkpoint is to be resumed. If
  /// `learner.microBatch` is automatic, `microBatch` is the size that the run began with.
  ///
  /// Throws if settings cannot be used, and if the device fails or cannot hold what is needed.
  package init(
    _ settings: PlaNetSettings, seed: UInt64, replay: EpisodeBuffer, context: ExecutionContext,
    microBatch: Int? = nil
  ) throws {
    let environment = try settings.makeEnvironment()
    let specification = environment.specification
    try settings.check(specification)
    try settings.learner.precision.check("learner.precision", on: context.device.info)
    self.settings = settings
    self.seed = seed
    replayBuffer = replay
    player = EpisodePlayer(environment)
    let builder = ModelBuilder()
    network = try PlaNetNetwork(builder, settings.networkConfiguration(specification))
    store = try ModelStore(builder, device: context.device)
    try store.initialize(seed: RandomPurpose.parameters.seed(of: seed, 0))
    let observations = settings.observations(specification)
    learner = try PlaNetLearner(
      settings, network: network, observations: observations, store: store, seed: seed,
      microBatch: microBatch,
      memory: settings.machineNeed(specification).updateMemory(
        of: Double(context.device.info.globalMemory), isHost: context.device.info.isCPU),
      context: context.operations(precision: settings.learner.precision))
    planner =
      settings.collection.policy == .random
      ? nil
      : try LatentPlanner(
        network, observations: observations,
        planner: settings.plannerConfiguration(specification, method: settings.planner.method),
        rows: settings.collection.environments, store: store,
        seed: RandomPurpose.planning.seed(of: seed, 0), context: context.operations())
  }

  package var updates: Int { learner.updates }

  package var trainingStep: TrainingStep { learner.step }

  /// Whether the run has reached its end, and no episodes are still to be played.
  package var isFinished: Bool { progress >= 1 && counts.learned == nil }

  // MARK: A tick

  package func tick(isInterrupted: () -> Bool = { false }) throws -> Report {
    var report = Report()
    let start = DispatchTime.now().uptimeNanoseconds
    if let learned = counts.learned {
      report.take(learned)
    } else if counts.ticks > 0 {
      report.losses = try Interruption.during("the updates of tick \(counts.ticks + 1)") {
        try learn(&report)
      }
      // Planning with parameters that are not finite is of no use.
      try checkIsFinite()
      report.learnerSeconds = Self.seconds(since: start)
    }
    let middle = DispatchTime.now().uptimeNanoseconds
    var episodes: [ContinuousEpisode] = []
    let work = counts.ticks == 0 ? "the seed episodes" : "the episodes of tick \(counts.ticks + 1)"
    do {
      try Interruption.during(work, isDropped: true) {
        // If all episodes were lost, the next ones are played.
        while episodes.isEmpty { episodes = try play(&report, isInterrupted) }
      }
    } catch let dropped as DroppedWork {
      if counts.ticks > 0 { counts.learned = Learned(report) }
      throw dropped
    }
    counts.learned = nil
    for (number, episode) in episodes.enumerated() {
      try replayBuffer.append(episode)
      report.episodes.append(
        PlayedEpisode(environment: number, return: episode.return, length: episode.actions))
      counts.environmentSteps += episode.actions * settings.environment.actionRepeat
    }
    counts.ticks += 1
    report.collectionSeconds = Self.seconds(since: middle)
    report.seconds = Self.seconds(since: start)
    return report
  }

  private func learn(_ report: inout Report) throws -> [(name: String, value: Double)] {
    report.updates = min(
      settings.learner.updates, settings.training.updates.map { $0 - learner.updates } ?? .max)
    guard replayBuffer.chunks > 0 else {
      throw SettingsError(
        "learner.chunkLength is \(settings.learner.chunkLength), but no episode so far has as many observations; choose less"
      )
    }
    for _ in 0..<report.updates {
      var stream = RandomPurpose.sampling.stream(seed: seed, learner.updates)
      let positions = replayBuffer.sample(count: settings.learner.batch, stream: &stream)
      replayBuffer.fill(positions, into: &batch)
      try learner.update(batch)
    }
    return try learner.finish()
  }

  private func play(_ report: inout Report, _ isInterrupted: () -> Bool) throws -> [ContinuousEpisode] {
    let isSeeding = counts.ticks == 0
    let count = isSeeding ? settings.collection.seedEpisodes : settings.collection.environments
    let numbers = counts.episodes..<counts.episodes + count
    let seeds = numbers.map { RandomPurpose.episode.seed(of: seed, $0) }
    guard !isSeeding, let planner else {
      let streams = numbers.map { RandomPurpose.randomActions.stream(seed: seed, $0) }
      let episodes = try player.play(
        RandomPolicy(streams: streams), seeds: seeds, isInterrupted: isInterrupted)
      counts.episodes += count
      report.lostEpisodes += count - episodes.count
      return episodes
    }
    let policy = PlanningPolicy(
      planner, number: counts.ticks, deviation: settings.collection.noise,
      streams: numbers.map { RandomPurpose.exploration.stream(seed: seed, $0) })
    let episodes = try player.play(policy, seeds: seeds, isInterrupted: isInterrupted)
    counts.episodes += count
    report.lostEpisodes += count - episodes.count
    report.plans = count * (episodes.map(\.actions).max() ?? 0)
    return episodes
  }

  private static func seconds(since start: UInt64) -> Double {
    Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }
}

extension PlaNetTrainer.Report {
  /// Takes over what is told of updates that were made before.
  fileprivate mutating func take(_ learned: PlaNetTrainer.Learned) {
    (updates, learnerSeconds) = (learned.updates, learned.seconds)
    losses = learned.losses.map { ($0.name, Double(bitPattern: $0.value)) }
  }
}
