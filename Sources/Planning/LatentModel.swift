import Tensors

/// A model that plans are tried in, on the device.
package protocol LatentModel {
  /// What is known of each environment: tensors [environments, ...].
  associatedtype State

  /// The reward that each of the plans' actions is expected to bring.
  ///
  /// Candidates of different environments must not mix. Shapes: actions [steps, environments, candidates, dimensions]
  /// → [steps, environments, candidates]. What is random is taken from `noise`.
  func rewards(of actions: Tensor, from state: State, noise: PlanningNoise) -> Tensor
}
