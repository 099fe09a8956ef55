import Runs
import Telemetry

struct RunCurves {
  /// The largest number of values of a curve; more are averaged.
  private static let points = 120

  /// The charts of returns, evaluations and losses.
  let charts: [LineChart]

  /// Throws if the run has no metrics yet, or if these cannot be read.
  init(of folder: RunFolder) throws {
    let record = try MetricsRecord(reading: folder.metrics)
    var charts = [
      LineChart(
        title: Self.returnTitle(
          players: (try? RunSettings(of: folder).agent.estimatedSpecification().players) ?? 1),
        series: try record.returns(points: Self.points))
    ]
    charts += Self.charts(of: try record.evaluations())
    let elo = try record.series("elo")
    if !elo.isEmpty { charts.append(LineChart(title: "Elo of checkpoints against each other", series: elo)) }
    for name in try record.names() where name.contains("loss") {
      charts.append(LineChart(title: name, series: try record.series(name, points: Self.points)))
    }
    self.charts = charts
  }

  /// The title for the returns of self-play.
  static func returnTitle(players: Int) -> String {
    players == 2
      ? "first player's outcome of games in self-play (1 won, -1 lost)" : "return of episodes in training"
  }

  /// One chart for each setting that was evaluated at several steps.
  private static func charts(of rows: [EvaluationRow]) -> [LineChart] {
    var titles: [String] = []
    var points: [String: [LineChart.Point]] = [:]
    for row in rows {
      let kind = row.opponent.isEmpty ? "mean return" : "score against \(row.opponent)"
      var title = "\(kind) in evaluations, \(row.simulations) simulations"
      if !row.planner.isEmpty { title += " by \(row.planner)" }
      title += ", \(row.episodes) episodes"
      if !row.seed.isEmpty { title += " from seed \(row.seed)" }
      if points[title] == nil { titles.append(title) }
      points[title, default: []].append(LineChart.Point(x: Double(row.step), y: row.mean))
    }
    return titles.compactMap { title in
      let curve = points[title] ?? []
      return curve.count > 1 ? LineChart(title: title, points: curve) : nil
    }
  }
}
