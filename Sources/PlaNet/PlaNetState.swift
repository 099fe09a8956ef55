import Tensors

/// The latent state of the model at one step, for any number of rows.
package struct PlaNetState: Sendable {
  /// The deterministic part, [rows, belief]; nil in the state-space model.
  package let belief: Tensor?
  /// The stochastic part, [rows, state].
  package let latent: Tensor

  package init(belief: Tensor?, latent: Tensor) {
    self.belief = belief
    self.latent = latent
  }

  /// A state made of its `features`.
  init(features: [Tensor]) {
    self.init(belief: features.count == 2 ? features[0] : nil, latent: features.last!)
  }

  /// The inputs of the decoder and the reward model, each [rows, size].
  package var features: [Tensor] { (belief.map { [$0] } ?? []) + [latent] }

  /// The rows of all `states`, concatenated.
  package static func concatenate(_ states: [PlaNetState]) -> PlaNetState {
    let beliefs = states.compactMap(\.belief)
    return PlaNetState(
      belief: beliefs.isEmpty ? nil : .concatenate(beliefs, axis: 0),
      latent: .concatenate(states.map(\.latent), axis: 0))
  }
}
