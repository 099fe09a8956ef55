import Common
import Device
import Environments
import Foundation
import Networks
import Operations
import Replay
import Search
import Telemetry
import Workers

/// A run of MuZero in its folder: training, metrics, checkpoints and evaluations.
public final class MuZeroRun: AgentTraining {
  package let trainer: MuZeroTrainer
  private let folder: RunFolder
  private let context: ExecutionContext
  private var agent: MuZeroAgent?
  private var reports: [MuZeroTrainer.TickReport] = []
  private var evaluations: [EvaluationRow] = []
  private var returns: [Double] = []
  private var speed = Speed()
  private var lastLoss: Double?
  private var lostEpisodes = 0
  /// The time spent in evaluations since the last metrics, in seconds.
  private var evaluationSeconds = 0.0

  /// The newest speeds, for the progress display.
  private struct Speed {
    var steps = 0.0
    var updates = 0.0
    var batch = 0.0
    var selfPlayShare = 0.0
  }

  /// The largest number of an evaluation's episodes that are searched at once.
  private static let maximumEvaluated = 512

  /// A new run, or one that continues from `checkpoint`.
  ///
  /// Throws if settings cannot be used, files cannot be read or written, or the device fails.
  package init(
    _ settings: MuZeroSettings, seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry? = nil
  ) throws {
    let specification = try settings.makeEnvironment().specification
    try settings.check(specification)
    let configuration = settings.replayConfiguration(specification, withSymmetries: true)
    let replay: ReplayBuffer
    if let checkpoint {
      replay = try ReplayBuffer(
        resuming: try MuZeroTrainer.replayState(in: checkpoint.path), configuration: configuration,
        folder: folder.replay)
    } else {
      replay = try ReplayBuffer(configuration: configuration, folder: folder.replay, replacing: true)
      if let dataset = settings.reanalyze.dataset { try replay.append(trajectoriesOf: dataset) }
    }
    if settings.selfPlay.environments == 0, replay.steps == 0 {
      throw MuZeroSettingsError(
        description:
          "the run \(settings.reanalyze.dataset ?? "") holds no finished episode, so there is nothing to learn from; choose another as reanalyze.dataset"
      )
    }
    trainer = try MuZeroTrainer(
      settings, seed: seed, replay: replay, context: context,
      microBatch: checkpoint.flatMap { try MuZeroTrainer.microBatch(in: $0.path) })
    (self.folder, self.context) = (folder, context)
    try keepWorkersRecords()
    if let checkpoint { try trainer.resume(from: checkpoint.path) }
  }

  /// Records the workers of those environments that exist by now.
  private func keepWorkersRecords() throws {
    for isMeasured in [false, true] {
      let task = try trainer.settings.workerTask(isMeasured: isMeasured)
      task.map { WorkerCatalog.keepRecords(of: $0, in: folder.path) }
    }
  }

  package var remarks: [String] {
    let count = trainer.leftEpisodes
    let left =
      "\(count) of \(trainer.settings.selfPlay.environments) episodes under way took another course when they were played again, and were left for new ones"
    return [trainer.microBatchRemark, count > 0 ? left : nil].compactMap { $0 }
  }

  package func takeParameters(from folder: String) throws { try trainer.takeParameters(from: folder) }

  package var isFinished: Bool { trainer.isFinished }
  package var progress: Double { trainer.progress }
  package var updates: Int { trainer.updates }

  /// The number that metrics are recorded at: environment steps, or updates if there are no environments.
  package var recordedStep: Int {
    trainer.settings.selfPlay.environments > 0 ? trainer.counts.environmentSteps : trainer.updates
  }

  package func tick() throws {
    let before = recordedStep
    let report = try Interruption.during("self-play and updates of tick \(trainer.counts.ticks + 1)") {
      try trainer.tick()
    }
    reports.append(report)
    lostEpisodes += report.selfPlay.losses
    returns += report.selfPlay.episodes.map(\.return)
    returns.removeFirst(max(0, returns.count - 100))
    speed.steps = Double(report.selfPlay.steps) / report.seconds
    speed.updates = Double(report.updates) / report.seconds
    speed.batch = Double(report.selfPlay.simulations) / Double(max(1, report.selfPlay.batches))
    speed.selfPlayShare = report.selfPlaySeconds / report.seconds
    lastLoss = report.losses.first { $0.name == "loss" }?.value ?? lastLoss
    if let interval = trainer.settings.evaluation.interval, !isFinished,
      before / interval < recordedStep / interval
    {
      try evaluate()
    }
  }

  package func takeMetrics(wall: Double) -> MetricsBatch {
    var batch = MetricsBatch()
    batch.evaluations = evaluations.map {
      var row = $0
      row.wall = wall
      return row
    }
    evaluations = []
    // If an evaluation follows the last tick, that tick's rows were already recorded.
    if reports.isEmpty { return batch }
    let step = recordedStep
    func add(_ name: String, _ value: Double) { batch.add(name, value, step: step, wall: wall) }
    var number = trainer.counts.episodes - reports.reduce(0) { $0 + $1.selfPlay.episodes.count }
    for report in reports {
      for episode in report.selfPlay.episodes {
        batch.episodes.append(
          EpisodeRow(
            number: number, step: step, environment: episode.environment, return: episode.return,
            length: episode.length, wall: wall))
        number += 1
      }
      for (name, value) in report.losses { add(name, value) }
    }
    add("environment_steps", Double(trainer.counts.environmentSteps))
    add("updates", Double(trainer.updates))
    add("environment_steps_per_second", speed.steps)
    add("updates_per_second", speed.updates)
    add("mean_batch", speed.batch)
    add("replay_steps", Double(trainer.replayBuffer.steps))
    if lostEpisodes > 0 { add("lost_episodes", Double(lostEpisodes)) }
    add("self_play_seconds", reports.reduce(0) { $0 + $1.selfPlaySeconds })
    add("search_seconds", reports.reduce(0) { $0 + $1.selfPlay.searchSeconds })
    add("learner_seconds", reports.reduce(0) { $0 + $1.learnerSeconds })
    add("work_seconds", reports.reduce(0) { $0 + $1.workSeconds })
    add("evaluation_seconds", evaluationSeconds)
    add("seconds", reports.reduce(evaluationSeconds) { $0 + $1.seconds })
    reports = []
    evaluationSeconds = 0
    return batch
  }

  package var items: [ProgressItem] {
    func number(_ value: Double, _ format: String = "%.0f") -> String { String(format: format, value) }
    var items = [
      ProgressItem("steps", "\(trainer.counts.environmentSteps) at \(number(speed.steps))/s"),
      ProgressItem("updates", "\(trainer.updates) at \(number(speed.updates))/s"),
    ]
    if let lastLoss { items.append(ProgressItem("loss", number(lastLoss, "%.3f"))) }
    if !returns.isEmpty {
      let mean = returns.reduce(0, +) / Double(returns.count)
      items.append(
        ProgressItem(
          trainer.environment.specification.players == 2 ? "first player" : "return",
          "\(number(mean, "%.2f")) over \(returns.count) of \(trainer.counts.episodes)"))
    }
    if lostEpisodes > 0 { items.append(ProgressItem("lost episodes", "\(lostEpisodes)")) }
    items.append(ProgressItem("batch", number(speed.batch, "%.1f")))
    return items
  }

  package func save(to folder: String) throws { try trainer.save(to: folder) }

  package func saveAgent(to folder: String) throws { try trainer.saveAgent(to: folder) }

  package func checkpointIsSaved() throws { try trainer.checkpointIsSaved() }

  /// Evaluates the newest parameters as the settings say. The result is recorded with the current tick.
  @discardableResult
  package func evaluate() throws -> EvaluationRow? {
    try Interruption.during("the evaluation", measure)
  }

  private func measure() throws -> EvaluationRow? {
    let settings = trainer.settings
    let episodes = settings.evaluation.episodes
    guard episodes > 0 else { return nil }
    let start = ContinuousClock.now
    let environment = try settings.makeEnvironment(isMeasured: true)
    try keepWorkersRecords()
    try trainer.checkIsFinite()
    let simulations = settings.evaluatedSimulations
    let agent = try currentAgent(environment.specification, simulations: simulations)
    guard let opponent = MatchOpponent(settings.evaluation.opponent) else {
      preconditionFailure("the opponent \(settings.evaluation.opponent), which was not checked")
    }
    let video = EpisodeVideo(of: environment)
    let row = try agent.evaluation(
      in: environment, episodes: episodes, simulations: simulations, seed: trainer.seed, opponent: opponent,
      step: recordedStep, video: video)
    try video.write("episode", step: recordedStep, to: folder.pictures)
    evaluations.append(row)
    evaluationSeconds += (ContinuousClock.now - start) / .seconds(1)
    return row
  }

  package func draw(until deadline: ContinuousClock.Instant) throws {
    let environment = try trainer.settings.makeEnvironment(isMeasured: true)
    let video = EpisodeVideo(of: environment)
    let simulations = trainer.settings.evaluatedSimulations
    let agent = try currentAgent(environment.specification, simulations: simulations)
    var episode = try agent.episode(
      of: environment, seed: RandomPurpose.evaluation.seed(of: trainer.seed, 0))
    video.append(episode.environment)
    do {
      while !episode.isOver, .now < deadline {
        let result = try agent.results(of: [episode.position], simulations: simulations)[0]
        try episode.step(result.action(temperature: 0))
        video.append(episode.environment)
      }
    } catch is LostEpisode {
      // A video of an interrupted episode shows it up to there.
    }
    try video.write("episode", step: recordedStep, to: folder.pictures)
  }

  /// An agent with the trainer's current parameters.
  private func currentAgent(_ specification: EnvironmentSpecification, simulations: Int) throws -> MuZeroAgent
  {
    let load = { (store: ModelStore) in try store.copyValues(from: self.trainer.store) }
    if let agent {
      try agent.takeParameters(load)
      return agent
    }
    let agent = try MuZeroAgent(
      trainer.settings, specification: specification, context: context,
      trees: max(1, min(trainer.settings.evaluation.episodes, Self.maximumEvaluated)),
      simulations: simulations, load: load)
    self.agent = agent
    return agent
  }
}

extension ReplayBuffer {
  /// Adds the whole replay of another run, as its newest checkpoint holds it.
  ///
  /// Throws if there is no such run, or it is of another environment.
  fileprivate func append(trajectoriesOf path: String) throws {
    let folder = try RunFolder(existing: path)
    let configuration = StoredText.read(folder.configuration) ?? ""
    if configuration.split(separator: "\n").contains("agent: planet") {
      throw MuZeroSettingsError(
        description:
          "the run \(path) is of planet, whose episodes muzero cannot learn from; choose a run of muzero as reanalyze.dataset"
      )
    }
    guard let checkpoint = folder.checkpoints.latest else {
      throw MuZeroSettingsError(
        description: "the run \(path) has no checkpoint yet; choose another as reanalyze.dataset")
    }
    try folder.checkpoints.check(checkpoint)
    try append(
      trajectoriesOf: try MuZeroTrainer.replayState(in: checkpoint.path), folder: folder.replay)
  }
}
