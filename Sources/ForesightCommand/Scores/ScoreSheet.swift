import Foundation
import Telemetry

/// Runs in tasks of one suite beside what was published of them.
struct ScoreSheet {
  /// A task, with all runs in it.
  private struct Row {
    let task: String
    let runs: [RunScore]

    var mean: Double { runs.reduce(0) { $0 + $1.score } / Double(runs.count) }
  }

  private let suite: RunScore.Suite
  private let rows: [Row]
  private var published: PublishedScores { suite.published }

  /// Runs of one suite, at least one.
  init(_ suite: RunScore.Suite, _ scores: [RunScore]) {
    self.suite = suite
    let tasks = Dictionary(grouping: scores) { PublishedScores.plain($0.task) }
    rows = tasks.sorted { $0.key < $1.key }.map { Row(task: $0.value[0].task, runs: $0.value) }
  }

  private static let runs = "runs"

  private var isNormalized: Bool { suite == .atari }

  /// What is compared of a score: percent of a person's in Atari.
  private func measure(_ score: Double, in task: String) -> Double? {
    isNormalized ? published.normalized(score, in: task) : score
  }

  private func measure(of agent: String, in row: Row) -> Double? {
    if agent == Self.runs { return measure(row.mean, in: row.task) }
    return published.score(of: agent, in: row.task).flatMap { measure($0, in: row.task) }
  }

  // MARK: The table

  /// A line for each run, then the agents' figures over the tasks.
  var table: [String] {
    let head =
      [isNormalized ? "game" : "task", "episodes", isNormalized ? "frames" : "steps", "measured", "score"]
      + published.agents
    var cells = [head]
    for row in rows {
      for run in row.runs {
        cells.append(
          [
            row.task, "\(run.episodes)", "\(run.frames)", "\(run.measuredEpisodes)", Self.text(run.score),
          ]
            + published.agents.map { published.score(of: $0, in: row.task).map(Self.text) ?? "–" })
      }
    }
    return AlignedColumns.lines(cells) + [""] + summary
  }

  /// The median and the mean over the tasks, of every agent over those where it has a score.
  private var summary: [String] {
    let title = isNormalized ? "human-normalized, %" : "over the tasks"
    var cells = [[title, "median", "mean", isNormalized ? "games" : "tasks"]]
    for agent in [Self.runs] + published.agents {
      let values = rows.compactMap { measure(of: agent, in: $0) }
      if values.isEmpty { continue }
      cells.append([
        agent, Self.text(Self.median(of: values)), Self.text(values.reduce(0, +) / Double(values.count)),
        "\(values.count)",
      ])
    }
    return AlignedColumns.lines(cells)
  }

  static func median(of values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }

  // MARK: The chart

  /// Bars of the runs and of every agent in each task.
  var chart: BarChart {
    let agents = [Self.runs] + published.agents.filter { !isNormalized || $0 != PublishedScores.random }
    return BarChart(
      title: isNormalized ? "human-normalized score, % (logarithmic)" : "mean return",
      isLogarithmic: isNormalized,
      groups: rows.map { row in
        BarChart.Group(
          name: row.task,
          bars: agents.compactMap { agent in
            measure(of: agent, in: row).map { BarChart.Bar(name: agent, value: $0) }
          })
      })
  }
}
