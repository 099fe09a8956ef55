import Foundation
import Telemetry

/// A run of an agent in its folder: what the runs of both agents have in common.
package protocol AgentRun: AgentTraining {
  associatedtype Trainer: AgentTrainer

  var trainer: Trainer { get }
  var journal: RunJournal<Trainer.Report> { get set }

  /// The number of newest episodes whose mean return is shown.
  static var shownReturns: Int { get }

  /// What the next tick does, in words.
  var tickActivity: String { get }

  /// The metrics of ticks that only this kind of agent has.
  func metrics(of reports: [Trainer.Report]) -> [(name: String, value: Double)]

  /// Plays episodes without exploration by the newest parameters, as the settings say. Throws `DroppedWork` once
  /// `isInterrupted` returns true.
  func playEvaluation(_ isInterrupted: () -> Bool) throws -> EvaluationRow
}

/// What a run has done since its metrics were taken, and what its display shows.
package struct RunJournal<Report: TickReport> {
  fileprivate var reports: [Report] = []
  fileprivate var evaluations: [EvaluationRow] = []
  /// The time spent in evaluations since the last metrics, in seconds.
  fileprivate var evaluationSeconds = 0.0
  /// The report of the last tick.
  package fileprivate(set) var last: Report?
  package fileprivate(set) var lastLoss: Double?
  fileprivate var returns: [Double] = []
  package fileprivate(set) var lostEpisodes = 0

  package init() {}

  /// The mean return of the newest episodes, as `9.61 over 100 of 2345`; nil before the first is over.
  package func meanReturn(digits: Int, of episodes: Int) -> String? {
    if returns.isEmpty { return nil }
    let mean = returns.reduce(0, +) / Double(returns.count)
    return "\(String(format: "%.\(digits)f", mean)) over \(returns.count) of \(episodes)"
  }
}

extension AgentRun {
  package var remarks: [String] { trainer.microBatchRemark.map { [$0] } ?? [] }
  package var isFinished: Bool { trainer.isFinished }
  package var progress: Double { trainer.progress }
  package var updates: Int { trainer.updates }
  package var recordedStep: Int { trainer.counts.environmentSteps }

  package func takeParameters(from folder: String) throws { try trainer.takeParameters(from: folder) }
  package func save(to folder: String) throws { try trainer.save(to: folder) }
  package func saveAgent(to folder: String) throws { try trainer.saveAgent(to: folder) }
  package func checkpointIsSaved() throws { try trainer.replayBuffer.checkpointIsSaved() }

  package func tick(isInterrupted: () -> Bool = { false }) throws {
    if trainer.counts.isEvaluationDue == true { return try evaluateBetweenTicks(isInterrupted) }
    let before = recordedStep
    let report: Trainer.Report
    do {
      report = try Interruption.during(tickActivity) { try trainer.tick(isInterrupted: isInterrupted) }
    } catch is DroppedWork {
      return
    }
    journal.reports.append(report)
    journal.last = report
    journal.lastLoss = report.losses.first { $0.name == "loss" }?.value ?? journal.lastLoss
    journal.lostEpisodes += report.lostEpisodes
    journal.returns = (journal.returns + report.episodes.map(\.return)).suffix(Self.shownReturns)
    if let interval = trainer.settings.evaluation.interval, !isFinished,
      before / interval < recordedStep / interval
    {
      try evaluateBetweenTicks(isInterrupted)
    }
  }

  /// Evaluates, and notes whether that is still to be done: the next tick does it then.
  private func evaluateBetweenTicks(_ isInterrupted: () -> Bool) throws {
    trainer.counts.isEvaluationDue = true
    do {
      _ = try evaluate(isInterrupted: isInterrupted)
      trainer.counts.isEvaluationDue = nil
    } catch is DroppedWork {}
  }

  package func takeMetrics(wall: Double) -> MetricsBatch {
    let (reports, evaluationSeconds) = (journal.reports, journal.evaluationSeconds)
    var batch = MetricsBatch()
    batch.evaluations = journal.evaluations.map {
      var row = $0
      row.wall = wall
      return row
    }
    journal.evaluations = []
    // If an evaluation follows the last tick, that tick's rows were already recorded.
    if reports.isEmpty { return batch }
    (journal.reports, journal.evaluationSeconds) = ([], 0)
    let step = recordedStep
    let first = trainer.counts.episodes - reports.reduce(0) { $0 + $1.episodes.count }
    batch.episodes = reports.flatMap(\.episodes).enumerated().map { index, episode in
      EpisodeRow(
        number: first + index, step: step, environment: episode.environment, return: episode.return,
        length: episode.length, wall: wall)
    }
    var metrics = reports.flatMap(\.losses) + self.metrics(of: reports)
    metrics += [
      ("environment_steps", Double(trainer.counts.environmentSteps)), ("updates", Double(updates)),
      ("replay_steps", Double(trainer.replayBuffer.steps)),
      ("learner_seconds", reports.reduce(0) { $0 + $1.learnerSeconds }),
      ("evaluation_seconds", evaluationSeconds),
      ("seconds", reports.reduce(evaluationSeconds) { $0 + $1.seconds }),
    ]
    if journal.lostEpisodes > 0 { metrics.append(("lost_episodes", Double(journal.lostEpisodes))) }
    for (name, value) in metrics { batch.add(name, value, step: step, wall: wall) }
    return batch
  }

  package func evaluate(isInterrupted: () -> Bool = { false }) throws -> EvaluationRow? {
    guard trainer.settings.evaluation.episodes > 0 else { return nil }
    return try Interruption.during("the evaluation", isDropped: true) {
      let start = ContinuousClock.now
      try trainer.checkIsFinite()
      let row = try playEvaluation(isInterrupted)
      journal.evaluations.append(row)
      journal.evaluationSeconds += (ContinuousClock.now - start) / .seconds(1)
      return row
    }
  }
}
