import Device
import Networks
import Tensors

/// A batch of sequences that the model has filtered. The rows of all steps are concatenated: [length ·
/// sequences, ...].
struct FilteredSequence {
  let states: PlaNetState
  let priors: DiagonalNormal
  let posteriors: DiagonalNormal

  /// Filters `sequences` sequences of `length` steps from the initial state. On a GPU, as told by `info`, all
  /// steps run in one launch if that is possible.
  ///
  /// Only what depends on the previous step is computed step by step. Shapes: observations [length ·
  /// sequences, observation...], previousActions [length · sequences, action], noise [length · sequences,
  /// state].
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

  func from(_ start: Int) -> DiagonalNormal {
    DiagonalNormal(mean: mean.from(start), deviation: deviation.from(start))
  }

  func stoppingGradient() -> DiagonalNormal {
    DiagonalNormal(mean: mean.stoppingGradient(), deviation: deviation.stoppingGradient())
  }
}

extension PlaNetState {
  func first(_ count: Int) -> PlaNetState {
    PlaNetState(
      belief: belief?.sliced(axis: 0, start: 0, length: count),
      latent: latent.sliced(axis: 0, start: 0, length: count))
  }
}

extension Tensor {
  func from(_ start: Int) -> Tensor { sliced(axis: 0, start: start, length: shape[0] - start) }
}
