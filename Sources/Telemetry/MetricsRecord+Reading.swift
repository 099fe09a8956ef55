import GRDB

extension MetricsRecord {
  /// The key under which `information` holds the step of the last checkpoint.
  static let checkpointKey = "checkpoint"

  /// The step of the last checkpoint that was stored; nil before the first.
  package func checkpointStep() throws -> Int? {
    try information()[Self.checkpointKey].flatMap { Int($0) }
  }

  /// The information about the run, by key.
  package func information() throws -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM info")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["key"], $0["value"]) })
    }
  }

  /// The names of the metrics, sorted.
  package func names() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT DISTINCT name FROM metrics ORDER BY name") }
  }

  /// The last value of each metric, by name.
  package func latest() throws -> [MetricRow] {
    try read {
      try MetricRow.fetchAll(
        $0, sql: "SELECT max(step) AS step, wall, name, value FROM metrics GROUP BY name ORDER BY name")
    }
  }

  /// The values of a metric by step; with `points`, the means over at most that many equal ranges of steps.
  package func series(_ name: String, points: Int? = nil) throws -> [MetricPoint] {
    try series(of: "metrics", value: "value", where: "name = ?", [name], points: points)
  }

  /// The episodes' returns by training step, in the form of `series`.
  package func returns(points: Int? = nil) throws -> [MetricPoint] {
    try series(of: "episodes", value: "return", where: "TRUE", [], points: points)
  }

  /// The last `count` episodes, oldest first.
  package func episodes(last count: Int) throws -> [EpisodeRow] {
    try read {
      try EpisodeRow.fetchAll(
        $0, sql: "SELECT * FROM episodes ORDER BY number DESC LIMIT ?", arguments: [count])
    }.reversed()
  }

  /// The number of episodes played.
  package func episodeCount() throws -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM episodes") ?? 0 }
  }

  /// All evaluations, by step, simulations and opponent.
  package func evaluations() throws -> [EvaluationRow] {
    try read {
      try EvaluationRow.fetchAll($0, sql: "SELECT * FROM evaluations ORDER BY step, simulations, opponent")
    }
  }

  /// The evaluations of a step.
  package func evaluations(at step: Int) throws -> [EvaluationRow] {
    try evaluations().filter { $0.step == step }
  }

  /// Values that are NULL, which stand for NaN, are left out.
  private func series(
    of table: String, value: String, where condition: String, _ arguments: StatementArguments, points: Int?
  ) throws -> [MetricPoint] {
    precondition(points ?? 1 > 0, "\(points ?? 0) points of a series")
    let rows = "FROM \(table) WHERE \(condition) AND \(value) IS NOT NULL"
    return try read { database in
      guard let points else {
        return try MetricPoint.fetchAll(
          database, sql: "SELECT step, wall, \(value) AS value \(rows) ORDER BY step", arguments: arguments)
      }
      return try MetricPoint.fetchAll(
        database,
        sql: """
          WITH range AS (SELECT min(step) AS start, max(step) + 1 - min(step) AS span \(rows))
          SELECT avg(step) AS step, avg(wall) AS wall, avg(\(value)) AS value
          FROM (SELECT * \(rows)), range
          GROUP BY (step - start) * ? / span ORDER BY step
          """, arguments: arguments + arguments + [points])
    }
  }
}
