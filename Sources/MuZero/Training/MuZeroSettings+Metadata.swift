import Common
import Environments

extension MuZeroSettings {
  /// The metadata of a checkpoint's file, by which another program can use its tensors without any other
  /// file. Values are text or JSON.
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

  /// The preprocessing that turns an observation into a network's input.
  private struct Preprocessing: Encodable {
    /// The shape of the environment's observations: [size], or [height, width, channels].
    let observation: [Int]
    let element: EnvironmentSpecification.Observations.Element
    /// The number of observations that are concatenated along the last axis, the oldest first. With
    /// `actionPlanes`, the same number of planes of action / actions follows.
    let stackedObservations: Int
    let actionPlanes: Bool
    /// The shape of the result, whose last axis comes first in PyTorch's layout.
    let input: [Int]
    /// The factor that each number is multiplied by; null for 1.
    let factor: Float?
  }
}
