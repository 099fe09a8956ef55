import Foundation
import Telemetry

/// Runs in tasks of one suite, next to published scores.
struct ScoreSheet {
  /// A task with all of its runs.
  private struct Row {
    let task: String
    let runs: [RunScore]

    var mean: Double { runs.reduce(0) { $0 + $1.score } / Double(runs.count) }
  }

  private let suite: RunScore.Suite
  private let rows: [Row]
  private var published: PublishedScores { suite.published }

  /// The sheet of at least one run; all must be of the same suite.
  init(_ suite: RunScore.Suite, _ scores: [RunScore]) {
    self.suite = suite
    let tasks = Dictionary(grouping: scores) { PublishedScores.plain($0.task) }
    rows = tasks.sorted { $0.key < $1.key }.map { Row(task: $0.value[0].task, runs: $0.value) }
  }

  private static let runs = "runs"

  private var isNormalized: Bool { suite == .atari }

  /// The compared measure of a score: for Atari, the human-normalized score in percent.
  private func measure(_ score: Double, in task: String) -> Double? {
    isNormalized ? published.normalized(score, in: task) : score
  }

  private func measure(of agent: String, in row: Row) -> Double? {
    if agent == Self.runs { return measure(row.mean, in: row.task) }
    return published.score(of: agent, in: row.task).flatMap { measure($0, in: row.task) }
  }

  // MARK: The table

  /// A line for each run, followed by the agents' summaries over the tasks.
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

  /// The median and the mean over the tasks in which an agent has a score, and the number of these tasks.
  private struct Summary {
    let agent: String
    let median: Double
    let mean: Double
    let tasks: Int
  }

  /// The summaries of the runs, and of every agent that has a score.
  private var summaries: [Summary] {
    ([Self.runs] + published.agents).compactMap { agent in
      let values = rows.compactMap { measure(of: agent, in: $0) }
      if values.isEmpty { return nil }
      return Summary(
        agent: agent, median: Self.median(of: values), mean: values.reduce(0, +) / Double(values.count),
        tasks: values.count)
    }
  }

  private var summary: [String] {
    let title = isNormalized ? "human-normalized, %" : "over the tasks"
    return AlignedColumns.lines(
      [[title, "median", "mean", isNormalized ? "games" : "tasks"]]
        + summaries.map { [$0.agent, Self.text($0.median), Self.text($0.mean), "\($0.tasks)"] })
  }

  static func median(of values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }

  // MARK: Lines of JSON

  /// A line for each run, followed by one for each agent's summary over the tasks.
  var json: [String] {
    get throws {
      struct RunLine: Encodable {
        let suite, task, run: String
        let episodes, frames, measuredEpisodes: Int
        let score: Double
        let humanNormalizedPercent: Double?
        /// The published scores, by the agents' names.
        let published: [String: Double]
      }
      struct SummaryLine: Encodable {
        let suite, agent, measure: String
        let median, mean: Double
        let tasks: Int
      }
      let lines = try rows.flatMap { row in
        let known = published.agents.compactMap { agent in
          published.score(of: agent, in: row.task).map { (agent, $0) }
        }
        return try row.runs.map { run in
          try JSONLine.encode(
            RunLine(
              suite: suite.rawValue, task: row.task, run: run.path, episodes: run.episodes,
              frames: run.frames, measuredEpisodes: run.measuredEpisodes, score: run.score,
              humanNormalizedPercent: isNormalized ? measure(run.score, in: row.task) : nil,
              published: Dictionary(uniqueKeysWithValues: known)))
        }
      }
      return try lines
        + summaries.map {
          try JSONLine.encode(
            SummaryLine(
              suite: suite.rawValue, agent: $0.agent,
              measure: isNormalized ? "human_normalized_percent" : "score", median: $0.median, mean: $0.mean,
              tasks: $0.tasks))
        }
    }
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
