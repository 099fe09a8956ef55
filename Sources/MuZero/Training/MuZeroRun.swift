import Common
import Device
import Environments
import Foundation
import Networks
import Operations
import Replay
import Runs
import Settings
import Telemetry
import Workers

/// A run of MuZero in its folder: training, metrics, checkpoints and evaluations.
public final class MuZeroRun: AgentRun {
  package let trainer: MuZeroTrainer
  private let folder: RunFolder
  private let context: ExecutionContext
  private var agent: MuZeroAgent?
  package var journal = RunJournal<MuZeroTrainer.Report>()

  package static let shownReturns = 100
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
        resuming: try CheckpointParts.replayState(in: checkpoint.path), configuration: configuration,
        folder: folder.replay)
    } else {
      replay = try ReplayBuffer(configuration: configuration, folder: folder.replay, replacing: true)
      if let dataset = settings.reanalyze.dataset { try replay.append(trajectoriesOf: dataset) }
    }
    if settings.selfPlay.environments == 0, replay.steps == 0 {
      throw SettingsError(
        "the run \(settings.reanalyze.dataset ?? "") holds no finished episode, so there is nothing to learn from; choose another as reanalyze.dataset"
      )
    }
    trainer = try MuZeroTrainer(
      settings, seed: seed, replay: replay, context: context,
      microBatch: checkpoint.flatMap { try CheckpointParts.microBatch(in: $0.path) })
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

  /// The number that metrics are recorded at: environment steps, or updates if there are no environments.
  package var recordedStep: Int {
    trainer.settings.selfPlay.environments > 0 ? trainer.counts.environmentSteps : trainer.updates
  }

  package var tickActivity: String { "self-play and updates of tick \(trainer.counts.ticks + 1)" }

  package func metrics(of reports: [MuZeroTrainer.Report]) -> [(name: String, value: Double)] {
    guard let last = reports.last else { return [] }
    return [
      ("environment_steps_per_second", last.stepsPerSecond), ("updates_per_second", last.updatesPerSecond),
      ("mean_batch", last.meanBatch),
      ("self_play_seconds", reports.reduce(0) { $0 + $1.selfPlaySeconds }),
      ("search_seconds", reports.reduce(0) { $0 + $1.selfPlay.searchSeconds }),
      ("work_seconds", reports.reduce(0) { $0 + $1.workSeconds }),
    ]
  }

  package var items: [ProgressItem] {
    func number(_ value: Double, _ format: String = "%.0f") -> String { String(format: format, value) }
    var items = [
      ProgressItem(
        "steps", "\(trainer.counts.environmentSteps) at \(number(journal.last?.stepsPerSecond ?? 0))/s"),
      ProgressItem("updates", "\(trainer.updates) at \(number(journal.last?.updatesPerSecond ?? 0))/s"),
    ]
    if let loss = journal.lastLoss { items.append(ProgressItem("loss", number(loss, "%.3f"))) }
    if let mean = journal.meanReturn(digits: 2, of: trainer.counts.episodes) {
      let isGame = trainer.environment.specification.players == 2
      items.append(ProgressItem(isGame ? "first player" : "return", mean))
    }
    if journal.lostEpisodes > 0 { items.append(ProgressItem("lost episodes", "\(journal.lostEpisodes)")) }
    items.append(ProgressItem("batch", number(journal.last?.meanBatch ?? 0, "%.1f")))
    return items
  }

  package func playEvaluation(_ isInterrupted: () -> Bool) throws -> EvaluationRow {
    let settings = trainer.settings
    let environment = try settings.makeEnvironment(isMeasured: true)
    try keepWorkersRecords()
    let simulations = settings.evaluatedSimulations
    let agent = try currentAgent(environment.specification, simulations: simulations)
    guard let opponent = MatchOpponent(settings.evaluation.opponent) else {
      preconditionFailure("the opponent \(settings.evaluation.opponent), which was not checked")
    }
    let video = EpisodeVideo(of: environment)
    let row = try withoutActuallyEscaping(isInterrupted) {
      try agent.evaluation(
        in: environment, episodes: settings.evaluation.episodes, simulations: simulations, seed: trainer.seed,
        opponent: opponent, step: recordedStep, video: video, isInterrupted: $0)
    }
    try video.write("episode", step: recordedStep, to: folder.pictures)
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

extension MuZeroTrainer.Report {
  fileprivate var stepsPerSecond: Double { Double(selfPlay.steps) / seconds }
  fileprivate var updatesPerSecond: Double { Double(updates) / seconds }
  /// The mean number of leaves of a batch.
  fileprivate var meanBatch: Double { Double(selfPlay.simulations) / Double(max(1, selfPlay.batches)) }
}

extension ReplayBuffer {
  /// Adds the whole replay of another run, as its newest checkpoint holds it.
  ///
  /// Throws if there is no such run, or it is of another environment.
  fileprivate func append(trajectoriesOf path: String) throws {
    let folder = try RunFolder(existing: path)
    let configuration = StoredText.read(folder.configuration) ?? ""
    if configuration.split(separator: "\n").contains("agent: planet") {
      throw SettingsError(
        "the run \(path) is of planet, whose episodes muzero cannot learn from; choose a run of muzero as reanalyze.dataset"
      )
    }
    guard let checkpoint = folder.checkpoints.latest else {
      throw SettingsError("the run \(path) has no checkpoint yet; choose another as reanalyze.dataset")
    }
    try folder.checkpoints.check(checkpoint)
    try append(
      trajectoriesOf: try CheckpointParts.replayState(in: checkpoint.path), folder: folder.replay)
  }
}
