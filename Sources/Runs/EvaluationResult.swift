import Environments
import Telemetry

/// What an agent has reached in episodes without exploration.
public struct EvaluationResult: Sendable, Equatable, CustomStringConvertible {
  /// How many episodes or games were played.
  public let episodes: Int
  /// The mean of the episodes' returns; of games of two players the mean score: 1 for a win, ½ for a draw.
  public let mean: Double
  /// The mean's standard error; nil for a single episode.
  public let standardError: Double?
  /// Of games of two players: how many were won, drawn and lost.
  public let score: MatchScore?
  /// As the command line says it: `mean return 9.6 ± 0.3 over 20 episodes`.
  public let description: String

  package init(_ row: EvaluationRow) {
    (episodes, mean, description) = (row.episodes, row.mean, row.text)
    standardError = row.standardError.isFinite ? row.standardError : nil
    if let wins = row.wins, let draws = row.draws, let losses = row.losses {
      score = MatchScore(wins: wins, draws: draws, losses: losses)
    } else {
      score = nil
    }
  }
}
