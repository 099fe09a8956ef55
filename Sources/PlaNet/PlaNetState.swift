import Tensors

/// What the model knows at a step, of any number of rows.
package struct PlaNetState: Sendable {
  /// [rows, belief], the deterministic part; nil in the state-space model.
  package let belief: Tensor?
  /// [rows, state], the stochastic part.
  package let latent: Tensor

  package init(belief: Tensor?, latent: Tensor) {
    self.belief = belief
    self.latent = latent
  }

  /// Of `features`.
  init(features: [Tensor]) {
    self.init(belief: features.count == 2 ? features[0] : nil, latent: features.last!)
  }

  /// What decoder and reward see; each [rows, size].
  package var features: [Tensor] { (belief.map { [$0] } ?? []) + [latent] }

  /// The states one after another.
  package static func concatenate(_ states: [PlaNetState]) -> PlaNetState {
    let beliefs = states.compactMap(\.belief)
    return PlaNetState(
      belief: beliefs.isEmpty ? nil : .concatenate(beliefs, axis: 0),
      latent: .concatenate(states.map(\.latent), axis: 0))
  }
}
