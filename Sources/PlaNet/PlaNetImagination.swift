import Networks
import Planning
import Tensors

/// A PlaNet model as planners use it: plans are evaluated in its latent states, and only rewards are decoded.
package struct PlaNetImagination: LatentModel {
  private let network: PlaNetNetwork
  private let pass: Pass

  package init(_ network: PlaNetNetwork, pass: Pass) {
    self.network = network
    self.pass = pass
  }

  /// The predicted rewards of plans. What all candidates of an environment share is computed once, and what
  /// does not depend on the previous step is computed for all steps at once.
  ///
  /// In the variants that sample states, given noise is an input `latent_noise` [iterations, steps,
  /// environments, candidates, state].
  package func rewards(of actions: Tensor, from state: PlaNetState, noise: PlanningNoise) -> Tensor {
    let leading = Array(actions.shape.dropLast())
    let (steps, rows) = (leading[0], leading[1] * leading[2])
    let stateSize = network.configuration.stateSize
    let draws =
      network.configuration.variant.draws
      ? noise.normal("latent_noise", leading + [stateSize]).reshaped([steps * rows, stateSize]) : nil
    let states = network.predictions(
      from: state, actions: actions.reshaped([steps, rows, -1]), noise: draws, pass: pass)
    return network.reward(.concatenate(states), pass: pass).reshaped(leading)
  }

  package func parts(of state: PlaNetState) -> [Tensor] { state.features }

  package var stateShapes: [[Int]]? { network.configuration.featureSizes.map { [$0] } }

  package func step(_ state: [Tensor], action: Tensor, noise: PlanningNoise) -> (
    state: [Tensor], reward: Tensor
  ) {
    let pass = Pass(action.graph, isTraining: false)
    let rows = action.shape[0]
    let configuration = network.configuration
    let draws =
      configuration.variant.draws ? noise.normal("latent_noise", [rows, configuration.stateSize]) : nil
    let next = network.predict(
      PlaNetState(features: state), action: action, noise: draws, pass: pass
    ).state
    return (next.features, network.reward(next, pass: pass))
  }
}
