import Device
import Operations
import Tensors

/// The cross-entropy method as a planner in a model's latent states (Hafner et al. 2019, algorithm 2),
/// running entirely on the device; with `PlannerConfiguration.asRandomShooting` it is random shooting.
///
/// Each iteration samples a population of plans, evaluates them in the model, and fits the distribution of
/// the next population to the best of them. Plans of different environments do not mix.
package struct CrossEntropyPlanner<Model: LatentModel> {
  /// The result of planning.
  package struct Plan: Sendable {
    /// The mean of the first action, which is played: [environments, dimensions].
    package let action: Tensor
    /// The mean of the last population's selected candidates: [steps, environments, dimensions].
    package let mean: Tensor
    /// The spread of the same candidates, in the shape of `mean`.
    package let deviation: Tensor
    /// The returns of the last population: [environments, candidates].
    package let returns: Tensor

    /// The outputs `action`, `mean`, `deviation` and `returns`.
    package var outputs: [String: Tensor] {
      ["action": action, "mean": mean, "deviation": deviation, "returns": returns]
    }
  }

  package let configuration: PlannerConfiguration
  package let model: Model

  /// Throws if the configuration does not fit.
  package init(_ model: Model, _ configuration: PlannerConfiguration) throws(PlannerConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    self.model = model
  }

  /// The program that samples and evaluates the plans of this number of environments, with one launch per
  /// iteration. Throws if an operation of the model's step cannot be computed row by row, or if the model has
  /// no single step.
  package func rollout(
    environments: Int, on info: DeviceInfo, noise source: PlanningNoise.Source = .drawn
  ) throws(RowFault) -> RolloutProgram {
    guard let shapes = model.stateShapes else { throw RowFault("the model has no single step") }
    let sizes = RolloutProgram.Sizes(
      steps: configuration.horizon, environments: environments, candidates: configuration.candidates,
      dimensions: configuration.actionSize)
    return try RolloutProgram(sizes, draws: source == .drawn, info: info) { rows in
      let graph = Graph()
      let state = shapes.enumerated().map {
        graph.input(RolloutProgram.stateName($0.offset), [rows] + $0.element)
      }
      let action = graph.input("action", [rows, configuration.actionSize])
      let names = PlanningNoise.Names()
      let (next, reward) = model.step(
        state, action: action, noise: PlanningNoise(ofStepIn: graph, names: names))
      return RolloutProgram.Body(
        state: state, action: action, noise: names.inputs, next: next, reward: reward)
    }
  }

  /// Adds the planner to `graph`: from the `state` of this number of environments to their plans.
  ///
  /// Given noise is an input `action_noise` [iterations, steps, environments, candidates, dimensions], and
  /// further inputs that the model asks for. If there is a `rollout`, it evaluates the plans, with the same
  /// results; it must be made for as many environments and the same source of noise.
  package func plan(
    from state: Model.State, environments: Int, in graph: Graph, noise source: PlanningNoise.Source = .drawn,
    rollout: RolloutProgram? = nil
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
      let population = [configuration.horizon, environments, configuration.candidates]
      func actionNoise() -> Tensor { noise.normal("action_noise", population + [dimensions]) }
      let actions: Tensor
      if let rollout {
        (actions, returns) = rollout(
          mean: mean, deviation: deviation, low: low, high: high, state: model.parts(of: state),
          actionNoise: actionNoise, noise: noise.normal)
      } else {
        actions = mean.sampledPlans(deviation: deviation, noise: actionNoise(), low: low, high: high)
        let rewards = model.rewards(of: actions, from: state, noise: noise)
        precondition(rewards.shape == population, "rewards \(rewards.shape) of actions \(actions.shape)")
        returns = rewards.sum([0])
      }
      (mean, deviation) = actions.refittedPlans(
        at: returns.topPlaces(configuration.top), spread: configuration.spread)
    }
    return Plan(
      action: mean.sliced(axis: 0, start: 0, length: 1).reshaped([environments, dimensions]), mean: mean,
      deviation: deviation, returns: returns)
  }
}
