import GRDB

/// The result of episodes played to measure an agent, without noise.
package struct EvaluationRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "evaluations"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// The agent's number of training steps.
  package var step: Int
  /// The number of simulations of each search.
  package var simulations: Int
  /// The opponent, such as `random` or `mcts:1000`; empty if there is none.
  package var opponent: String
  /// PlaNet's planner, such as `cem`; empty for MuZero.
  package var planner: String
  /// The number of episodes played.
  package var episodes: Int
  /// The seed of the episodes, as text because SQLite has no integers of that size; empty if it is not known.
  package var seed: String
  /// The mean return of the episodes, or the mean score of matches: 1 for a win, ½ for a draw.
  package var mean: Double
  /// The standard error of the mean; NaN, which is stored as NULL, for a single episode.
  package var standardError: Double
  /// The numbers of matches won, drawn and lost; nil if there is no opponent.
  package var wins: Int?
  package var draws: Int?
  package var losses: Int?
  /// The time that the run has trained so far, in seconds.
  package var wall: Double

  package init(
    step: Int, simulations: Int, opponent: String = "", planner: String = "", episodes: Int, seed: UInt64,
    mean: Double, standardError: Double, wins: Int? = nil, draws: Int? = nil, losses: Int? = nil,
    wall: Double
  ) {
    self.step = step
    self.simulations = simulations
    self.opponent = opponent
    self.planner = planner
    self.episodes = episodes
    self.seed = "\(seed)"
    self.mean = mean
    self.standardError = standardError
    self.wins = wins
    self.draws = draws
    self.losses = losses
    self.wall = wall
  }

  package init(row: Row) {
    step = row["step"]
    simulations = row["simulations"]
    opponent = row["opponent"]
    planner = row["planner"] ?? ""
    episodes = row["episodes"]
    seed = row["seed"] ?? ""
    mean = row["mean"]
    standardError = row["standard_error"] ?? .nan
    wins = row["wins"]
    draws = row["draws"]
    losses = row["losses"]
    wall = row["wall"]
  }

  enum CodingKeys: String, CodingKey {
    case step, simulations, opponent, planner, episodes, seed, mean
    case standardError = "standard_error"
    case wins, draws, losses, wall
  }
}
