import Replay
import Runs
import Telemetry

extension PlaNetAgent {
  /// Plays whole episodes of the run's task without exploration noise.
  ///
  /// - Parameters:
  ///   - episodes: how many, 1 at least.
  ///   - planner: how actions are planned; by default as the run's settings say.
  ///   - seed: what all random numbers depend on.
  ///
  /// Throws where the device fails, and where the planner does not suit the task.
  public func evaluate(
    episodes count: Int, planner: Planner? = nil, seed: UInt64 = 0
  ) throws -> EvaluationResult {
    let planner = planner ?? Planner(settings.planner.method)
    return EvaluationResult(
      evaluation(
        of: try episodes(count, planner: planner, seed: seed), planner: planner, seed: seed, step: 0))
  }

  /// What is recorded of episodes that were played by the agent of training step `step`.
  func evaluation(
    of episodes: [ContinuousEpisode], planner: Planner, seed: UInt64, step: Int
  ) -> EvaluationRow {
    let estimate = Estimate(episodes.map(\.return))
    return EvaluationRow(
      step: step, simulations: settings.plansPerAction(planner), planner: planner.rawValue,
      episodes: estimate.count, seed: seed, mean: estimate.mean, standardError: estimate.standardError,
      wall: 0)
  }
}
