import Common
import Environments

extension MuZeroSettings {
  /// What a checkpoint's file says beside its tensors, so that another program needs nothing else to use them: values are
  /// text or JSON.
  func checkpointMetadata(
    _ specification: EnvironmentSpecification, environmentSteps: Int
  ) throws -> [String: String] {
    let network = networkConfiguration(specification)
    let observations = replayConfiguration(specification).stacking
    return [
      "agent": agent.rawValue, "environment_steps": "\(environmentSteps)",
      "environment": try JSONText.of(environment), "architecture": try JSONText.of(network),
      "preprocessing": try JSONText.of(
        Preprocessing(
          observation: specification.observations.shape, element: specification.observations.element,
          stackedObservations: replay.stackedObservations, actionPlanes: replay.actionPlanes,
          input: observations.shape, factor: network.observationFactor)),
      "search": try JSONText.of(search),
    ]
  }

  /// How an observation becomes a network's input.
  private struct Preprocessing: Encodable {
    /// What the environment gives: [size], or [height, width, channels].
    let observation: [Int]
    let element: EnvironmentSpecification.Observations.Element
    /// So many observations stand behind each other in the last axis, the oldest first, then, if wanted, as many planes
    /// of action / actions.
    let stackedObservations: Int
    let actionPlanes: Bool
    /// The shape of that, which PyTorch's layout has with the last axis first.
    let input: [Int]
    /// What each number is multiplied with; null for 1.
    let factor: Float?
  }
}
