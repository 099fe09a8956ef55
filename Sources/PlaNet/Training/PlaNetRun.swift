import Device
import Environments
import Foundation
import Operations
import Replay
import Telemetry
import Workers

/// A run of PlaNet in its folder: training, metrics, checkpoints and evaluations.
public final class PlaNetRun: AgentTraining {
  package let trainer: PlaNetTrainer
  private let agent: PlaNetAgent
  private let folder: RunFolder
  private var reports: [PlaNetTrainer.TickReport] = []
  private var evaluations: [EvaluationRow] = []
  /// The returns of the newest episodes.
  private var returns: [Double] = []
  private var last: PlaNetTrainer.TickReport?
  private var lostEpisodes = 0
  /// The time spent in evaluations since the last metrics, in seconds.
  private var evaluationSeconds = 0.0

  private static let shownReturns = 10

  /// A new run, or one that continues from `checkpoint`.
  ///
  /// Throws if settings cannot be used, files cannot be read or written, or the device fails.
  package init(
    _ settings: PlaNetSettings, seed: UInt64, in folder: RunFolder, context: ExecutionContext,
    resuming checkpoint: CheckpointFolder.Entry? = nil
  ) throws {
    let specification = try settings.makeEnvironment().specification
    try settings.check(specification)
    let configuration = settings.replayConfiguration(specification)
    let replay =
      try checkpoint.map {
        try EpisodeBuffer(
          resuming: try PlaNetTrainer.replayState(in: $0.path), configuration: configuration,
          folder: folder.replay)
      } ?? EpisodeBuffer(configuration: configuration, folder: folder.replay, replacing: true)
    trainer = try PlaNetTrainer(
      settings, seed: seed, replay: replay, context: context,
      microBatch: checkpoint.flatMap { try PlaNetTrainer.microBatch(in: $0.path) })
    agent = try PlaNetAgent(
      settings, network: trainer.network, store: trainer.store, context: context)
    self.folder = folder
    try settings.workerTask().map { WorkerCatalog.keepRecords(of: $0, in: folder.path) }
    if let checkpoint { try trainer.resume(from: checkpoint.path) }
  }

  package var remarks: [String] { trainer.microBatchRemark.map { [$0] } ?? [] }

  package func takeParameters(from folder: String) throws { try trainer.takeParameters(from: folder) }

  package var isFinished: Bool { trainer.isFinished }
  package var progress: Double { trainer.progress }
  package var updates: Int { trainer.updates }
  package var recordedStep: Int { trainer.counts.environmentSteps }

  package func tick() throws {
    let before = recordedStep
    let ticks = trainer.counts.ticks
    let work = ticks == 0 ? "the seed episodes" : "updates and episodes of tick \(ticks + 1)"
    let report = try Interruption.during(work) { try trainer.tick() }
    reports.append(report)
    last = report
    lostEpisodes += report.lostEpisodes
    returns = (returns + report.episodes.map(\.return)).suffix(Self.shownReturns)
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
    var number = trainer.counts.episodes - reports.reduce(0) { $0 + $1.episodes.count }
    for report in reports {
      for episode in report.episodes {
        batch.episodes.append(
          EpisodeRow(
            number: number, step: step, environment: episode.environment, return: episode.return,
            length: episode.length, wall: wall))
        number += 1
      }
      for (name, value) in report.losses { add(name, value) }
      if report.updates > 0 { add("updates_per_second", report.updatesPerSecond) }
      if report.plans > 0 { add("plans_per_second", report.plansPerSecond) }
    }
    add("environment_steps", Double(step))
    add("updates", Double(trainer.updates))
    add("replay_steps", Double(trainer.replayBuffer.steps))
    if lostEpisodes > 0 { add("lost_episodes", Double(lostEpisodes)) }
    add("learner_seconds", reports.reduce(0) { $0 + $1.learnerSeconds })
    add("collection_seconds", reports.reduce(0) { $0 + $1.collectionSeconds })
    add("evaluation_seconds", evaluationSeconds)
    add("seconds", reports.reduce(evaluationSeconds) { $0 + $1.seconds })
    reports = []
    evaluationSeconds = 0
    return batch
  }

  package var items: [ProgressItem] {
    func number(_ value: Double, _ format: String = "%.0f") -> String { String(format: format, value) }
    var items = [ProgressItem("steps", "\(trainer.counts.environmentSteps)")]
    if lostEpisodes > 0 { items.append(ProgressItem("lost episodes", "\(lostEpisodes)")) }
    guard let last else { return items }
    items.append(ProgressItem("updates", "\(trainer.updates) at \(number(last.updatesPerSecond))/s"))
    if last.plans > 0 { items.append(ProgressItem("plans", "\(number(last.plansPerSecond))/s")) }
    if let loss = last.losses.first { items.append(ProgressItem("loss", number(loss.value, "%.3f"))) }
    let mean = returns.reduce(0, +) / Double(returns.count)
    items.append(
      ProgressItem("return", "\(number(mean, "%.1f")) over \(returns.count) of \(trainer.counts.episodes)"))
    return items
  }

  package func save(to folder: String) throws { try trainer.save(to: folder) }

  package func saveAgent(to folder: String) throws { try trainer.saveAgent(to: folder) }

  package func checkpointIsSaved() throws { try trainer.checkpointIsSaved() }

  @discardableResult
  package func evaluate() throws -> EvaluationRow? {
    try Interruption.during("the evaluation", measure)
  }

  package func draw(until deadline: ContinuousClock.Instant) throws {
    let settings = trainer.settings
    var environment = try settings.makeEnvironment(isObserved: false)
    let video = EpisodeVideo(isGame: false)
    func append() {
      if let seen = environment as? any RenderedEnvironment<[Float]> {
        video.append(picture: seen.render(width: EpisodeVideo.side, height: EpisodeVideo.side, channels: 3))
      } else {
        video.append(text: environment.text)
      }
    }
    _ = try environment.reset(seed: PlaNetAgent.episodeSeed(trainer.seed, 0))
    append()
    var failure: (any Error)?
    let planner = PlaNetAgent.Planner(settings.planner.method)
    _ = try agent.watched(planner: planner, seed: trainer.seed) { _, action, _ in
      do {
        _ = try environment.step(action)
        append()
        return .now < deadline
      } catch {
        failure = error
        return false
      }
    }
    // A video of a lost episode shows it up to there.
    if let failure, !(failure is LostEpisode) { throw failure }
    try video.write("episode", step: recordedStep, to: folder.pictures)
  }

  private func measure() throws -> EvaluationRow? {
    let settings = trainer.settings
    guard settings.evaluation.episodes > 0 else { return nil }
    let start = ContinuousClock.now
    try trainer.checkIsFinite()
    let planner = PlaNetAgent.Planner(settings.planner.method)
    let episodes = try agent.episodes(settings.evaluation.episodes, planner: planner, seed: trainer.seed)
    try PlaNetPictures.write(
      episodes[0], by: agent, seed: trainer.seed, step: recordedStep, to: folder.pictures)
    let row = agent.evaluation(of: episodes, planner: planner, seed: trainer.seed, step: recordedStep)
    evaluations.append(row)
    evaluationSeconds += (ContinuousClock.now - start) / .seconds(1)
    return row
  }
}

extension PlaNetTrainer.TickReport {
  var updatesPerSecond: Double { learnerSeconds > 0 ? Double(updates) / learnerSeconds : 0 }
  var plansPerSecond: Double { collectionSeconds > 0 ? Double(plans) / collectionSeconds : 0 }
}

extension PlaNetSettings {
  /// The number of plans that a planner tries for one action.
  package func plansPerAction(_ planner: PlaNetAgent.Planner) -> Int {
    self.planner.candidates * (planner == .randomShooting ? 1 : self.planner.iterations)
  }
}
