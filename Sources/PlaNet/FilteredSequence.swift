import Networks
import Tensors

/// A batch of sequences as the model has followed it, all steps one after another: [length · sequences, ...].
struct FilteredSequence {
  let states: PlaNetState
  let priors: DiagonalNormal
  let posteriors: DiagonalNormal

  /// Follows `sequences` sequences of `length` steps from the initial state on.
  ///
  /// Only what depends on the step before is computed step by step. Shapes: observations [length · sequences,
  /// observation...], previousActions [length · sequences, action], noise [length · sequences, state].
  init(
    _ network: PlaNetNetwork, length: Int, sequences: Int, observations: Tensor, actionParts: Tensor,
    noise: Tensor?, pass: Pass
  ) {
    let dynamics = network.dynamics
    let isRecurrent = network.configuration.variant.isRecurrent
    let embeddingParts = dynamics.part(ofEmbedding: network.encode(observations, pass: pass), pass: pass)
    var state = network.initialState(rows: sequences, in: pass.graph)
    var (states, priors, posteriors) = ([PlaNetState](), [DiagonalNormal](), [DiagonalNormal]())
    for step in 0..<length {
      let outlook = dynamics.step(state, actionPart: actionParts.rows(of: step, sequences), pass: pass)
      if !isRecurrent { priors.append(dynamics.prior(outlook, pass: pass)) }
      let filtered = dynamics.filter(
        outlook, prior: priors.last, embeddingPart: embeddingParts.rows(of: step, sequences),
        noise: noise?.rows(of: step, sequences), pass: pass)
      state = filtered.state
      states.append(state)
      posteriors.append(filtered.posterior)
    }
    self.states = .concatenate(states)
    self.posteriors = .concatenate(posteriors)
    self.priors =
      self.states.belief.map { dynamics.prior(LatentDynamics.outlook(beliefs: $0), pass: pass) }
      ?? .concatenate(priors)
  }
}

extension DiagonalNormal {
  static func concatenate(_ parts: [DiagonalNormal]) -> DiagonalNormal {
    DiagonalNormal(
      mean: .concatenate(parts.map(\.mean), axis: 0), deviation: .concatenate(parts.map(\.deviation), axis: 0)
    )
  }

  /// All rows but those before `start`.
  func from(_ start: Int) -> DiagonalNormal {
    DiagonalNormal(mean: mean.from(start), deviation: deviation.from(start))
  }

  func stoppingGradient() -> DiagonalNormal {
    DiagonalNormal(mean: mean.stoppingGradient(), deviation: deviation.stoppingGradient())
  }
}

extension PlaNetState {
  /// The first `count` rows.
  func first(_ count: Int) -> PlaNetState {
    PlaNetState(
      belief: belief?.sliced(axis: 0, start: 0, length: count),
      latent: latent.sliced(axis: 0, start: 0, length: count))
  }
}

extension Tensor {
  /// All rows but those before `start`.
  func from(_ start: Int) -> Tensor { sliced(axis: 0, start: start, length: shape[0] - start) }
}
