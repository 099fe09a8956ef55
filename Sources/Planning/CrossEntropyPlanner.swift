import Operations
import Tensors

/// Planning by the cross-entropy method in a model's latent states (Hafner et al. 2019, algorithm 2), wholly on the
/// device; random shooting with `PlannerConfiguration.asRandomShooting`.
///
/// A population of plans is drawn, tried in the model, and the best of it tell what the next one is drawn from. Plans of
/// different environments do not mix.
package struct CrossEntropyPlanner<Model: LatentModel> {
  /// What a search has found.
  package struct Plan: Sendable {
    /// [environments, dimensions]: the first action's mean, which is played.
    package let action: Tensor
    /// [steps, environments, dimensions] of the last population's selected candidates.
    package let mean: Tensor
    /// As `mean`.
    package let deviation: Tensor
    /// [environments, candidates] of the last population.
    package let returns: Tensor

    /// `action`, `mean`, `deviation` and `returns`.
    package var outputs: [String: Tensor] {
      ["action": action, "mean": mean, "deviation": deviation, "returns": returns]
    }
  }

  package let configuration: PlannerConfiguration
  package let model: Model

  /// Throws where the configuration does not fit.
  package init(_ model: Model, _ configuration: PlannerConfiguration) throws(PlannerConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    self.model = model
  }

  /// Adds the search to `graph`: from the `state` of so many environments to their plans.
  ///
  /// Given noise is an input `action_noise` [iterations, steps, environments, candidates, dimensions], and what the
  /// model asks for.
  package func plan(
    from state: Model.State, environments: Int, in graph: Graph, noise source: PlanningNoise.Source = .drawn
  ) -> Plan {
    let dimensions = configuration.actionSize
    let shape = [configuration.horizon, environments, dimensions]
    let low = graph.constant(configuration.actionLow, [dimensions])
    let high = graph.constant(configuration.actionHigh, [dimensions])
    func everywhere(_ value: Float) -> Tensor {
      graph.constant(Array(repeating: value, count: shape.product), shape)
    }
    var mean = everywhere(configuration.initialMean)
    var deviation = everywhere(configuration.initialDeviation)
    var returns: Tensor!
    for iteration in 0..<configuration.iterations {
      let noise = PlanningNoise(source, in: graph, iteration: iteration, of: configuration.iterations)
      let actions = mean.sampledPlans(
        deviation: deviation,
        noise: noise.normal(
          "action_noise", [configuration.horizon, environments, configuration.candidates, dimensions]),
        low: low, high: high)
      let rewards = model.rewards(of: actions, from: state, noise: noise)
      precondition(
        rewards.shape == actions.shape.dropLast(), "rewards \(rewards.shape) of actions \(actions.shape)")
      returns = rewards.sum([0])
      (mean, deviation) = actions.refittedPlans(
        at: returns.topPlaces(configuration.top), spread: configuration.spread)
    }
    return Plan(
      action: mean.sliced(axis: 0, start: 0, length: 1).reshaped([environments, dimensions]), mean: mean,
      deviation: deviation, returns: returns)
  }
}
