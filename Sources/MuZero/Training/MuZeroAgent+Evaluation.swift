import Environments
import Runs
import Settings
import Telemetry

extension MuZeroAgent {
  /// Plays whole episodes of the run's task without noise, the most visited action taken always; of games of two players as
  /// many as first as as second player.
  ///
  /// - Parameters:
  ///   - episodes: how many episodes or games, 1 at least.
  ///   - simulations: of each search: as many as the agent was made for, or fewer.
  ///   - seed: what all random numbers depend on.
  ///   - opponent: of games of two players: whom to play.
  ///
  /// Throws where the device fails, where there is no such environment, and where the opponent cannot play in it.
  public func evaluate(
    episodes: Int, simulations: Int? = nil, seed: UInt64 = 0, against opponent: MatchOpponent = .random
  ) throws -> EvaluationResult {
    precondition(episodes > 0, "an evaluation of \(episodes) episodes")
    let environment = try makeEnvironment()
    if environment.specification.players == 2, !environment.isCopied, opponent != .random {
      throw SettingsError(
        "\(opponent) tries moves in copies of the game, which \(environment.specification.name) has none of, as it lives in a process of its own; play against random"
      )
    }
    return EvaluationResult(
      try evaluation(
        in: environment, episodes: episodes, simulations: checked(simulations), seed: seed,
        opponent: opponent, step: 0))
  }

  /// The task or game that the settings name, as agents are measured in it. Throws where there is none of that name.
  public func makeEnvironment() throws -> any Environment<Int> {
    try settings.makeEnvironment(isMeasured: true)
  }

  /// The same of `environment`, as what is recorded of training step `step`; the first episode goes into `video`.
  ///
  /// Throws as `returns` and `match` do, which includes `DroppedWork` once `isInterrupted` returns true.
  package func evaluation(
    in environment: any Environment<Int>, episodes: Int, simulations: Int, seed: UInt64,
    opponent: MatchOpponent, step: Int, video: EpisodeVideo? = nil, isInterrupted: (() -> Bool)? = nil
  ) throws -> EvaluationRow {
    guard environment.specification.players == 2 else {
      let estimate = Estimate(
        try returns(
          of: environment, episodes: episodes, simulations: simulations, seed: seed, video: video,
          isInterrupted: isInterrupted))
      return EvaluationRow(
        step: step, simulations: simulations, episodes: estimate.count, seed: seed, mean: estimate.mean,
        standardError: estimate.standardError, wall: 0)
    }
    let score = try match(
      in: environment, games: episodes, simulations: simulations, seed: seed, opponent: opponent.player,
      video: video, isInterrupted: isInterrupted)
    return EvaluationRow(
      step: step, simulations: simulations, opponent: opponent.description, episodes: score.games,
      seed: seed, mean: score.mean, standardError: score.standardError, wins: score.wins,
      draws: score.draws, losses: score.losses, wall: 0)
  }
}
