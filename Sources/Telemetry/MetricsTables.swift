import Common

/// The metrics as tables of comma-separated values (RFC 4180), for other programs.
package enum MetricsTables {
  /// Writes `metrics.csv`, `episodes.csv` and `evaluations.csv` into a folder, which is made if it does not
  /// exist, and returns their paths. Unknown values are empty.
  ///
  /// Throws `TelemetryError` and `FileError`.
  package static func write(_ record: MetricsRecord, to folder: String) throws -> [String] {
    _ = try RunBeginning.makeFolders(folder)
    let metrics = try record.names().flatMap { name in
      try record.series(name).map { [name, "\(Int($0.step))", "\($0.wall)", "\($0.value)"] }
    }
    let episodes = try record.episodes(last: .max).map {
      ["\($0.number)", "\($0.step)", "\($0.environment)", "\($0.return)", "\($0.length)", "\($0.wall)"]
    }
    let evaluations = try record.evaluations().map { row in
      [
        "\(row.step)", "\(row.simulations)", row.opponent, row.planner, "\(row.episodes)", row.seed,
        "\(row.mean)",
        row.standardError.isNaN ? "" : "\(row.standardError)",
      ] + [row.wins, row.draws, row.losses].map { $0.map(String.init) ?? "" } + ["\(row.wall)"]
    }
    return try [
      ("metrics", ["name", "step", "wall", "value"], metrics),
      ("episodes", ["number", "step", "environment", "return", "length", "wall"], episodes),
      (
        "evaluations",
        [
          "step", "simulations", "opponent", "planner", "episodes", "seed", "mean", "standard_error", "wins",
          "draws", "losses", "wall",
        ], evaluations
      ),
    ].map { name, head, rows in
      let path = "\(folder)/\(name).csv"
      let lines = ([head] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }
      try FileReplacement.write(lines.joined(), to: path)
      return path
    }
  }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\r\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
