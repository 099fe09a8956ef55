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

  /// The tensors of a state.
  func parts(of state: State) -> [Tensor]

  /// The sizes [...] of a state's tensors behind their rows; nil where the model has no single step.
  var stateShapes: [[Int]]? { get }

  /// The same as `rewards(of:from:noise:)` for one step of rows that do not depend on each other, in the tensors' own graph.
  ///
  /// Shapes: state, of the sizes `stateShapes`, [rows, ...]; action [rows, dimensions] → the next state's tensors and the
  /// reward, [rows]. What is random is taken from `noise`, in the same order, as [rows, ...] without steps.
  func step(_ state: [Tensor], action: Tensor, noise: PlanningNoise) -> (state: [Tensor], reward: Tensor)
}

/// Of models that have no single step.
extension LatentModel {
  package func parts(of state: State) -> [Tensor] { [] }

  package var stateShapes: [[Int]]? { nil }

  package func step(_ state: [Tensor], action: Tensor, noise: PlanningNoise) -> (
    state: [Tensor], reward: Tensor
  ) {
    preconditionFailure("a step of a model that has none")
  }
}
