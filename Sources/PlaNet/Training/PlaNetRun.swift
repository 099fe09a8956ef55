import Device
import Environments
import Foundation
import Operations
import Replay
import Runs
import Telemetry
import Workers

/// A run of PlaNet in its folder: training, metrics, checkpoints and evaluations.
public final class PlaNetRun: AgentRun {
  package let trainer: PlaNetTrainer
  private let agent: PlaNetAgent
  private let folder: RunFolder
  package var journal = RunJournal<PlaNetTrainer.Report>()

  package static let shownReturns = 10

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
          resuming: try CheckpointParts.replayState(in: $0.path), configuration: configuration,
          folder: folder.replay)
      } ?? EpisodeBuffer(configuration: configuration, folder: folder.replay, replacing: true)
    trainer = try PlaNetTrainer(
      settings, seed: seed, replay: replay, context: context,
      microBatch: checkpoint.flatMap { try CheckpointParts.microBatch(in: $0.path) })
    agent = try PlaNetAgent(
      settings, network: trainer.network, store: trainer.store, context: context)
    self.folder = folder
    try settings.workerTask().map { WorkerCatalog.keepRecords(of: $0, in: folder.path) }
    if let checkpoint { try trainer.resume(from: checkpoint.path) }
  }

  package var tickActivity: String {
    let ticks = trainer.counts.ticks
    return ticks == 0 ? "the seed episodes" : "updates and episodes of tick \(ticks + 1)"
  }

  package func metrics(of reports: [PlaNetTrainer.Report]) -> [(name: String, value: Double)] {
    var metrics = [("collection_seconds", reports.reduce(0) { $0 + $1.collectionSeconds })]
    for report in reports {
      if report.updates > 0 { metrics.append(("updates_per_second", report.updatesPerSecond)) }
      if report.plans > 0 { metrics.append(("plans_per_second", report.plansPerSecond)) }
    }
    return metrics
  }

  package var items: [ProgressItem] {
    func number(_ value: Double, _ format: String = "%.0f") -> String { String(format: format, value) }
    var items = [ProgressItem("steps", "\(trainer.counts.environmentSteps)")]
    if journal.lostEpisodes > 0 { items.append(ProgressItem("lost episodes", "\(journal.lostEpisodes)")) }
    guard let last = journal.last else { return items }
    items.append(ProgressItem("updates", "\(trainer.updates) at \(number(last.updatesPerSecond))/s"))
    if last.plans > 0 { items.append(ProgressItem("plans", "\(number(last.plansPerSecond))/s")) }
    if let loss = journal.lastLoss { items.append(ProgressItem("loss", number(loss, "%.3f"))) }
    if let mean = journal.meanReturn(digits: 1, of: trainer.counts.episodes) {
      items.append(ProgressItem("return", mean))
    }
    return items
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

  package func playEvaluation(_ isInterrupted: () -> Bool) throws -> EvaluationRow {
    let settings = trainer.settings
    let planner = PlaNetAgent.Planner(settings.planner.method)
    let episodes = try agent.episodes(
      settings.evaluation.episodes, planner: planner, seed: trainer.seed, isInterrupted: isInterrupted)
    try PlaNetPictures.write(
      episodes[0], by: agent, seed: trainer.seed, step: recordedStep, to: folder.pictures)
    return agent.evaluation(of: episodes, planner: planner, seed: trainer.seed, step: recordedStep)
  }
}

extension PlaNetTrainer.Report {
  var updatesPerSecond: Double { learnerSeconds > 0 ? Double(updates) / learnerSeconds : 0 }
  var plansPerSecond: Double { collectionSeconds > 0 ? Double(plans) / collectionSeconds : 0 }
}

extension PlaNetSettings {
  /// The number of plans that a planner tries for one action.
  package func plansPerAction(_ planner: PlaNetAgent.Planner) -> Int {
    self.planner.candidates * (planner == .randomShooting ? 1 : self.planner.iterations)
  }
}
