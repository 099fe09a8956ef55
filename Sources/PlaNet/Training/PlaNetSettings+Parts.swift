import Environments
import Networks
import Operations
import Planning
import Replay
import Settings

/// The parts of a run, made from its settings.
extension PlaNetSettings {
  /// Throws if a setting cannot be used; the error names its key.
  package func check(_ specification: EnvironmentSpecification) throws {
    try checkRanges()
    try require(
      planner.top <= planner.candidates,
      "planner.top is \(planner.top), but must be at most the \(planner.candidates) of planner.candidates")
    try checkHasEnd()
    if let longest = specification.longestEpisode {
      try require(
        learner.chunkLength <= longest + 1,
        "learner.chunkLength is \(learner.chunkLength), but an episode of \(specification.name) has \(longest + 1) observations at most"
      )
    }
    try networkConfiguration(specification).validate()
  }

  /// The configuration of the networks for an environment.
  package func networkConfiguration(_ specification: EnvironmentSpecification) -> PlaNetConfiguration {
    var result = PlaNetConfiguration(actionSize: Self.actionSize(specification))
    let shape = specification.observations.shape
    result.observation =
      shape.count == 1
      ? .vector(shape[0])
      : shape == PlaNetConfiguration.Observation.image.shape
        ? .image : .smallImage(height: shape[0], width: shape[1], channels: shape[2])
    result.variant = model.variant
    result.activation = network.activation
    result.depth = network.depth
    result.beliefSize = network.beliefSize
    result.stateSize = network.stateSize
    result.hiddenSize = network.hiddenSize
    result.minimumDeviation = Float(network.minimumDeviation)
    result.freeNats = Float(learner.freeNats)
    result.observationScale = Float(learner.observationScale)
    result.rewardScale = Float(learner.rewardScale)
    result.divergenceScale = Float(learner.divergenceScale)
    if learner.overshootingDistance > 1 {
      result.overshooting = PlaNetConfiguration.Overshooting(
        distance: learner.overshootingDistance, scale: Float(learner.overshootingScale))
    }
    return result
  }

  /// The form in which observations reach the model.
  package func observations(_ specification: EnvironmentSpecification) -> PlaNetLoss.Observations {
    switch specification.observations.element {
    case .float32: .numbers
    case .uint8: .bytes(bits: learner.bits)
    }
  }

  /// The configuration of a planner of this `method`.
  package func plannerConfiguration(
    _ specification: EnvironmentSpecification, method: PlannerSettings.Method
  ) -> PlannerConfiguration {
    var result = PlannerConfiguration(actionSize: Self.actionSize(specification))
    result.horizon = planner.horizon
    result.iterations = planner.iterations
    result.candidates = planner.candidates
    result.top = planner.top
    result.spread = planner.spread
    return method == .crossEntropy ? result : result.asRandomShooting
  }

  package func replayConfiguration(_ specification: EnvironmentSpecification) -> EpisodeBufferConfiguration {
    EpisodeBufferConfiguration(
      specification: specification, chunkLength: learner.chunkLength, maximumSteps: replay.maximumSteps,
      maximumBytes: replay.maximumBytes)
  }

  package var optimization: TrainingStep.Optimization {
    TrainingStep.Optimization(
      .adam(
        beta1: 0.9, beta2: 0.999, epsilon: Float(learner.epsilon), weightDecay: 0, decoupled: false),
      maximumNorm: learner.maximumNorm.map(Float.init))
  }

  private static func actionSize(_ specification: EnvironmentSpecification) -> Int {
    guard case .continuous(let low, _) = specification.actions else {
      preconditionFailure("\(specification.name) has discrete actions")
    }
    return low.count
  }
}
