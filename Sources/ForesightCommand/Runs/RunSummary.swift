import Foundation
import Settings
import Telemetry

/// A summary of a run's folder and metrics, in lines.
struct RunSummary {
  private let folder: RunFolder
  private let seed: String
  private let device: String?
  private let latest: [String: MetricRow]
  private let episodes: Int
  /// The evaluations at the newest step that was evaluated.
  private let evaluations: [EvaluationRow]
  /// The sums of times over the run, by name.
  private let seconds: [String: Double]

  /// The metrics of a run's time, some of which overlap, and what each is spent on.
  private static let parts: [(name: String, what: String)] = [
    ("search_seconds", "search"), ("collection_seconds", "episodes"),
    ("learner_seconds", "updates"), ("evaluation_seconds", "evaluations"),
    ("work_seconds", "search or waiting for the device"),
  ]

  /// Throws if the run has no metrics yet, or if these cannot be read.
  init(of folder: RunFolder) throws {
    self.folder = folder
    seed = try SettingsTree(contentsOf: folder.configuration).text("seed") ?? "0"
    let record = try MetricsRecord(reading: folder.metrics)
    latest = Dictionary(uniqueKeysWithValues: try record.latest().map { ($0.name, $0) })
    device = try record.information()["device"]
    episodes = try record.episodeCount()
    let rows = try record.evaluations()
    evaluations = rows.filter { $0.step == rows.last?.step }
    var seconds: [String: Double] = [:]
    for name in ["seconds"] + Self.parts.map(\.name) {
      let series = try record.series(name)
      if !series.isEmpty { seconds[name] = series.reduce(0) { $0 + $1.value } }
    }
    self.seconds = seconds
  }

  /// The lines, each with one fact.
  var lines: [String] {
    let wall = latest.values.map(\.wall).max() ?? 0
    let steps = latest["environment_steps"]?.value ?? 0
    let updates = latest["updates"]?.value ?? 0
    let started = folder.started.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current).year().month().day()
        .time(includingFractionalSeconds: false))
    var facts = [
      ("run", folder.path), ("preset", "\(folder.name), seed \(seed)"), ("started", started),
      (
        "trained",
        "\(whole(steps)) steps, \(whole(updates)) updates, \(episodes) episodes in \(whole(wall)) s"
      ),
      ("rates", "\(rate(steps, wall)) steps/s, \(rate(updates, wall)) updates/s"),
    ]
    if let device { facts.append(("device", device)) }
    let shares = Self.parts.compactMap { name, what in share(name).map { "\($0) % in \(what)" } }
    if !shares.isEmpty { facts.append(("time", shares.joined(separator: ", "))) }
    facts.append(("checkpoint", folder.checkpoints.latest.map { "step \($0.step)" } ?? "none yet"))
    if let best = folder.best.latest, let evaluation = BestCheckpoint.evaluation(of: best) {
      facts.append(("best", "step \(best.step), \(evaluation.text)"))
    }
    if let step = evaluations.first?.step { facts.append(("evaluation", "step \(step)")) }
    facts += evaluations.map { ("", text(of: $0)) }
    return facts.map { name, value in
      name + String(repeating: " ", count: max(1, 12 - name.count)) + value
    }
  }

  private func text(of row: EvaluationRow) -> String {
    let setting =
      "simulations \(row.simulations)" + (row.planner.isEmpty ? "" : " by \(row.planner)") + ": "
    let seed = ["", seed].contains(row.seed) ? "" : ", seed \(row.seed)"
    if let wins = row.wins, let draws = row.draws, let losses = row.losses {
      return setting + String(format: "score %.3f", row.mean)
        + " (\(wins) won, \(draws) drawn, \(losses) lost) against \(row.opponent)\(seed)"
    }
    let error = row.standardError.isNaN ? "" : String(format: " (standard error %.2f)", row.standardError)
    let mean = String(format: "mean return %.2f", row.mean)
    return setting + mean + "\(error), episodes \(row.episodes)\(seed)"
  }

  /// A time in whole percent of the ticks' time; nil if no time is known.
  private func share(_ name: String) -> String? {
    guard let whole = seconds["seconds"], whole > 0, let part = seconds[name] else { return nil }
    return String(format: "%.0f", part / whole * 100)
  }

  private func whole(_ value: Double) -> String { String(format: "%.0f", value) }

  private func rate(_ count: Double, _ seconds: Double) -> String {
    seconds > 0 ? String(format: "%.1f", count / seconds) : "0"
  }
}
