import Environments
import Foundation
import Telemetry

/// The result of an evaluation, as text and as a line of JSON.
struct EvaluationReport: Encodable {
  struct Setting {
    let step: Int
    let simulations: Int
    let seed: UInt64
    /// The opponent; nil for one player.
    var opponent: String?
    /// The planner of PlaNet; nil for MuZero.
    var planner: String?
  }

  private let step: Int
  private let simulations: Int
  private let seed: UInt64
  private let opponent: String?
  private let planner: String?
  private let episodes: Int
  /// The mean return; in matches the score, 1 for a win and ½ for a draw.
  private let meanReturn: Double
  /// Nil if only one episode was played.
  private let standardError: Double?
  /// The ends of the confidence interval.
  private let interval: [Double]?
  private let wins: Int?
  private let draws: Int?
  private let losses: Int?

  init(_ setting: Setting, _ estimate: Estimate) {
    (step, simulations, seed) = (setting.step, setting.simulations, setting.seed)
    (opponent, planner) = (setting.opponent, setting.planner)
    episodes = estimate.count
    meanReturn = estimate.mean
    standardError = estimate.count < 2 ? nil : estimate.standardError
    interval =
      estimate.count < 2 ? nil : [estimate.mean - estimate.margin, estimate.mean + estimate.margin]
    (wins, draws, losses) = (nil, nil, nil)
  }

  /// The result of matches. If it `isComplete`, all possible games were played, so the score has no
  /// uncertainty.
  init(_ setting: Setting, _ score: MatchScore, isComplete: Bool) {
    (step, simulations, seed) = (setting.step, setting.simulations, setting.seed)
    (opponent, planner) = (setting.opponent, setting.planner)
    episodes = score.games
    meanReturn = score.mean
    let range = isComplete ? score.mean...score.mean : score.confidenceInterval
    interval = [range.lowerBound, range.upperBound]
    standardError = isComplete ? 0 : score.games < 2 ? nil : score.standardError
    (wins, draws, losses) = (score.wins, score.draws, score.losses)
  }

  func row(wall: Double) -> EvaluationRow {
    EvaluationRow(
      step: step, simulations: simulations, opponent: opponent ?? "", planner: planner ?? "",
      episodes: episodes, seed: seed, mean: meanReturn, standardError: standardError ?? .nan, wins: wins,
      draws: draws, losses: losses, wall: wall)
  }

  private static let width = 12

  private static func line(_ cells: [String]) -> String {
    cells.map { String(repeating: " ", count: max(0, width - $0.count)) + $0 }.joined(separator: " ")
  }

  static func header(opponent: String?) -> String {
    guard let opponent else { return line(["simulations", "episodes", "mean return", "95 % interval"]) }
    return "against \(opponent):\n"
      + line(["simulations", "games", "wins", "draws", "losses", "score", "95 % interval"])
  }

  var text: String {
    let format = wins == nil ? "%.2f" : "%.3f"
    func number(_ value: Double) -> String { String(format: format, value) }
    let range = interval.map { "\(number($0[0])) to \(number($0[1]))" } ?? "not known"
    let score = [wins, draws, losses].compactMap { $0.map(String.init) }
    return Self.line(["\(simulations)", "\(episodes)"] + score + [number(meanReturn), range])
  }
}
