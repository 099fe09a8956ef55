import Operations

/// The sizes and loss scales of a PlaNet model (Hafner et al. 2019). The defaults are the paper's (section 5 and
/// appendix A), with ReLU where it leaves the choice open, and the loss scales are those of its authors' code.
package struct PlaNetConfiguration: Sendable, Equatable, Codable {
  /// The latent paths that lead from one step to the next (the paper's figure 2).
  package enum Variant: String, Sendable, Codable, CaseIterable {
    /// A deterministic and a stochastic path: the recurrent state-space model.
    case recurrentStateSpace = "rssm"
    /// The stochastic path alone: a state-space model without a recurrent unit.
    case stateSpace = "ssm"
    /// The deterministic path alone: the recurrent state-space model with the mean in place of a sampled
    /// latent state.
    case deterministic = "rnn"

    package var isRecurrent: Bool { self != .stateSpace }
    package var draws: Bool { self != .deterministic }
  }

  /// The form of an observation, which decides on the encoder and the decoder.
  package enum Observation: Sendable, Equatable, Codable {
    /// Images of 64 × 64 pixels and 3 channels, by the paper's convolutions (those of Ha and Schmidhuber
    /// 2018).
    case image
    /// Smaller images, by convolutions that halve height and width; see `SmallImageLayers`.
    case smallImage(height: Int, width: Int, channels: Int)
    /// Vectors of this size, by perceptrons.
    case vector(Int)

    /// The shape of one observation on the device.
    package var shape: [Int] {
      switch self {
      case .image: [64, 64, 3]
      case .smallImage(let height, let width, let channels): [height, width, channels]
      case .vector(let count): [count]
      }
    }

    package var isImage: Bool { shape.count == 3 }
  }

  /// Latent overshooting (the paper's section 4): a loss on the divergence between the posterior and
  /// predictions over several steps.
  package struct Overshooting: Sendable, Equatable, Codable {
    /// The largest number of steps of a prediction; 1 adds nothing to the loss.
    package var distance: Int
    /// The factor of the mean divergence of distances 2 to `distance`.
    package var scale: Float

    package init(distance: Int, scale: Float = 1) {
      self.distance = distance
      self.scale = scale
    }
  }

  package var variant = Variant.recurrentStateSpace
  package var observation = Observation.image
  /// The number of dimensions of an action.
  package var actionSize: Int
  /// The activation between linear layers. Encoders and decoders of images have ReLU.
  package var activation = Activation.relu
  /// The number of channels of the first convolution.
  package var depth = 32
  /// The number of units of the recurrent cell.
  package var beliefSize = 200
  /// The number of dimensions of the stochastic state.
  package var stateSize = 30
  /// The number of outputs of hidden linear layers.
  package var hiddenSize = 200
  /// The number that is added to every standard deviation of the stochastic state.
  package var minimumDeviation: Float = 0.1
  /// The lower bound of a step's divergence, in nats. A smaller divergence counts as this, and passes no
  /// gradient.
  package var freeNats: Float = 3
  package var observationScale: Float = 1
  package var rewardScale: Float = 10
  package var divergenceScale: Float = 1
  package var overshooting: Overshooting?

  package init(actionSize: Int) { self.actionSize = actionSize }

  /// The sizes of the features that describe a state: of the belief, if there is one, and of the stochastic
  /// state.
  package var featureSizes: [Int] { variant.isRecurrent ? [beliefSize, stateSize] : [stateSize] }

  /// Throws if no model can have this configuration.
  package func validate() throws(PlaNetConfigurationError) {
    let sizes: [(String, Int)] = [
      ("action size", actionSize), ("depth", depth), ("belief size", beliefSize), ("state size", stateSize),
      ("hidden size", hiddenSize), ("overshooting distance", overshooting?.distance ?? 1),
    ]
    for (name, size) in sizes where size < 1 {
      throw PlaNetConfigurationError("the \(name) is \(size), but must be at least 1")
    }
    let amounts: [(String, Float)] = [
      ("minimum standard deviation", minimumDeviation), ("free nats", freeNats),
      ("observation scale", observationScale), ("reward scale", rewardScale),
      ("divergence scale", divergenceScale), ("overshooting scale", overshooting?.scale ?? 0),
    ]
    for (name, amount) in amounts where !(amount >= 0 && amount.isFinite) {
      throw PlaNetConfigurationError("the \(name) is \(amount), but must be a number from 0 on")
    }
    let shape = observation.shape
    if shape.contains(where: { $0 < 1 }) {
      throw PlaNetConfigurationError("an observation's shape is \(shape), but every size must be at least 1")
    }
    if case .smallImage(let height, let width, _) = observation,
      SmallImageLayers.halvings(height: height, width: width) == 0
    {
      throw PlaNetConfigurationError(
        "images of \(height) × \(width) pixels cannot be halved; both sides must be even, and more than \(SmallImageLayers.smallestSide)"
      )
    }
  }
}

/// The error of a configuration that no model can have.
package struct PlaNetConfigurationError: Error, CustomStringConvertible {
  package let description: String

  init(_ reason: String) { description = "PlaNet's configuration does not fit: \(reason)" }
}
