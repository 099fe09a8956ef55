import Tensors

/// A model on the device in which planners evaluate plans.
package protocol LatentModel {
  /// The model's state of each environment: tensors [environments, ...].
  associatedtype State

  /// The expected reward of each action of the plans.
  ///
  /// Candidates of different environments must not mix. Shapes: actions [steps, environments, candidates,
  /// dimensions] → rewards [steps, environments, candidates]. Random numbers are taken from `noise`.
  func rewards(of actions: Tensor, from state: State, noise: PlanningNoise) -> Tensor

  func parts(of state: State) -> [Tensor]

  /// The shapes [...] of a state's tensors without their rows; nil if the model has no single step.
  var stateShapes: [[Int]]? { get }

  /// The same as `rewards(of:from:noise:)` for one step of rows that do not depend on each other, in the
  /// tensors' own graph.
  ///
  /// Shapes: state tensors [rows, ...] with the shapes `stateShapes`, and action [rows, dimensions] → the
  /// next state's tensors and the reward [rows]. Random numbers are taken from `noise` in the same order, as
  /// [rows, ...] without steps.
  func step(_ state: [Tensor], action: Tensor, noise: PlanningNoise) -> (state: [Tensor], reward: Tensor)
}

/// Defaults for models that have no single step.
extension LatentModel {
  package func parts(of state: State) -> [Tensor] { [] }

  package var stateShapes: [[Int]]? { nil }

  package func step(_ state: [Tensor], action: Tensor, noise: PlanningNoise) -> (
    state: [Tensor], reward: Tensor
  ) {
    preconditionFailure("a step of a model that has none")
  }
}
