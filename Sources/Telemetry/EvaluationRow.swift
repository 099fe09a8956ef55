import GRDB

/// Episodes played to measure an agent, without noise.
package struct EvaluationRow: Codable, Equatable, Sendable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "evaluations"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  /// Training steps of the agent.
  package var step: Int
  /// Simulations of each search.
  package var simulations: Int
  /// Whom it played against, as in `random` or `mcts:1000`; empty where there is no opponent.
  package var opponent: String
  /// How PlaNet planned, as in `cem`; empty of MuZero.
  package var planner: String
  /// The episodes played.
  package var episodes: Int
  /// What their random numbers depended on, as text because SQLite has no numbers as large; empty where it is not known.
  package var seed: String
  /// Their mean return, or the mean score of matches: 1 for a win, ½ for a draw.
  package var mean: Double
  /// That mean's standard error; not a number, which is kept as NULL, for a single episode.
  package var standardError: Double
  /// Matches won, drawn and lost; nil where there is no opponent.
  package var wins: Int?
  package var draws: Int?
  package var losses: Int?
  /// Seconds that the run has trained so far.
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
