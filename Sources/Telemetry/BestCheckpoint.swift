import Common
import Foundation

/// The checkpoint with the best evaluation of a run so far, stored together with that evaluation.
package enum BestCheckpoint {
  private static let name = "evaluation.json"

  /// The evaluation for which a checkpoint was kept; nil if none can be read.
  package static func evaluation(of entry: CheckpointFolder.Entry) -> EvaluationRow? {
    guard let data = FileManager.default.contents(atPath: "\(entry.path)/\(name)") else { return nil }
    return try? JSONDecoder().decode(Stored.self, from: data).row
  }

  /// Calls `body` to write the current agent in place of the best one, unless that one was better; among
  /// equals the later one is kept. Evaluations of different kinds, for example against different opponents,
  /// are not compared: the newest kind counts.
  ///
  /// Throws `TelemetryError`, and the errors of `body`.
  static func keep(
    _ row: EvaluationRow, in folder: CheckpointFolder, _ body: (_ folder: String) throws -> Void
  ) throws {
    if let entry = folder.latest, let best = evaluation(of: entry), best.kind == row.kind,
      (best.mean, best.step) >= (row.mean, row.step)
    {
      return
    }
    try folder.write(step: row.step, keeping: 1, replacing: true) { folder in
      try body(folder)
      try FileReplacement.write(try JSONText.of(Stored(row)), to: "\(folder)/\(name)")
    }
  }

  /// JSON cannot represent the standard error of a single episode, which is NaN.
  private struct Stored: Codable {
    var simulations: Int
    var opponent: String
    var planner: String
    var episodes: Int
    var seed: UInt64
    var step: Int
    var mean: Double
    var standardError: Double?
    var wins: Int?
    var draws: Int?
    var losses: Int?
    var wall: Double

    init(_ row: EvaluationRow) {
      (simulations, opponent, planner) = (row.simulations, row.opponent, row.planner)
      (episodes, seed, step) = (row.episodes, UInt64(row.seed) ?? 0, row.step)
      (mean, standardError) = (row.mean, row.standardError.isFinite ? row.standardError : nil)
      (wins, draws, losses, wall) = (row.wins, row.draws, row.losses, row.wall)
    }

    var row: EvaluationRow {
      EvaluationRow(
        step: step, simulations: simulations, opponent: opponent, planner: planner, episodes: episodes,
        seed: seed, mean: mean, standardError: standardError ?? .nan, wins: wins, draws: draws,
        losses: losses, wall: wall)
    }
  }
}

extension EvaluationRow {
  /// The properties that must be equal for two evaluations to be compared.
  fileprivate var kind: [String] { ["\(simulations)", opponent, planner] }

  /// The result in words, such as `mean return 9.6 ± 0.3 over 20 episodes` or `score 0.850 against random
  /// over 20 games`.
  package var text: String {
    guard opponent.isEmpty else {
      return String(
        format: "score %.3f against %@ over %d game%@", mean, opponent, episodes, episodes == 1 ? "" : "s")
    }
    return Estimate(count: episodes, mean: mean, standardError: standardError)
      .text("mean return", of: "episode")
  }
}
