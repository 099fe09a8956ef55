import Device
import Networks
import Tensors

/// A batch of sequences as the model has followed it, all steps one after another: [length · sequences, ...].
struct FilteredSequence {
  let states: PlaNetState
  let priors: DiagonalNormal
  let posteriors: DiagonalNormal

  /// Follows `sequences` sequences of `length` steps from the initial state on, in one launch where `info` is a GPU's and
  /// that can be done.
  ///
  /// Only what depends on the step before is computed step by step. Shapes: observations [length · sequences,
  /// observation...], previousActions [length · sequences, action], noise [length · sequences, state].
  init(
    _ network: PlaNetNetwork, length: Int, sequences: Int, observations: Tensor, actionParts: Tensor,
    noise: Tensor?, info: DeviceInfo? = nil, pass: Pass
  ) {
    let dynamics = network.dynamics
    let embeddingParts = dynamics.part(ofEmbedding: network.encode(observations, pass: pass), pass: pass)
    let followed = FollowedSteps(
      network, length: length, sequences: sequences, actionParts: actionParts, embeddingParts: embeddingParts,
      noise: noise, pass: pass)
    let steps = info.flatMap { followed.scanned(on: $0) } ?? followed.unrolled()
    states = steps.state
    posteriors = steps.posterior
    priors =
      steps.prior
      ?? dynamics.prior(LatentDynamics.outlook(beliefs: steps.state.belief!), pass: pass)
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
