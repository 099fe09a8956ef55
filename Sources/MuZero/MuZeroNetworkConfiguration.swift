import Networks
import Operations

/// The configuration of MuZero's networks.
package struct MuZeroNetworkConfiguration: Sendable, Equatable, Codable {
  /// The kind of layers that the networks consist of.
  package enum Body: Sendable, Equatable, Codable {
    /// Linear layers. Observations are [observation], states [encoding]; `hidden` holds the sizes of the
    /// hidden layers of all five networks.
    case perceptron(observation: Int, hidden: [Int], encoding: Int)
    /// Residual networks (MuZero, appendix F). Observations are [planes, height, width], states [channels,
    /// height, width]; with `downsampling`, states have a sixteenth of the height and width, rounded up.
    /// Heads reduce a state to `headPlanes` planes, followed by linear layers of the sizes `headHidden`.
    case residual(
      planes: Int, height: Int, width: Int, channels: Int, blocks: Int, headPlanes: Int, headHidden: [Int],
      downsampling: Bool)
  }

  package let body: Body
  package let actions: Int
  package let actionEncoding: ActionEncoding
  /// The number of bins of the distributions that represent values and rewards, an odd number. 1 is for games
  /// that are won or lost at their end: values are scalars, and rewards are not predicted.
  package let bins: Int
  /// The ε of the value transformation h (MuZero, appendix F).
  package let transformEpsilon: Float
  /// Whether states are scaled to [0, 1], each by its own smallest and largest element (appendix G).
  package let scalesStates: Bool
  /// A lower bound of the range that a state is divided by.
  package let scalingEpsilon: Float
  /// The activation between linear layers. Residual networks have ReLU elsewhere.
  package let activation: Activation
  /// The factor that uint8 observations are multiplied by; nil if observations are float32.
  package let observationFactor: Float?

  package init(
    _ body: Body, actions: Int, actionEncoding: ActionEncoding, bins: Int, transformEpsilon: Float = 1e-3,
    scalesStates: Bool = true, scalingEpsilon: Float = 1e-5, activation: Activation = .elu,
    observationFactor: Float? = nil
  ) {
    self.body = body
    self.actions = actions
    self.actionEncoding = actionEncoding
    self.bins = bins
    self.transformEpsilon = transformEpsilon
    self.scalesStates = scalesStates
    self.scalingEpsilon = scalingEpsilon
    self.activation = activation
    self.observationFactor = observationFactor
  }

  /// Whether rewards are predicted.
  package var hasRewards: Bool { bins > 1 }

  /// The axes of an observation in PyTorch's layout.
  package var observationShape: [Int] {
    switch body {
    case .perceptron(let observation, _, _): [observation]
    case .residual(let planes, let height, let width, _, _, _, _, _): [planes, height, width]
    }
  }

  /// The axes of a state behind its rows, on the device.
  package var state: ActionEncoding.StateShape {
    switch body {
    case .perceptron(_, _, let encoding): return .vector(encoding)
    case .residual(_, let height, let width, let channels, _, _, _, let downsampling):
      let divisor = downsampling ? Downsampling.factor : 1
      return .planes(
        height: (height + divisor - 1) / divisor, width: (width + divisor - 1) / divisor, channels: channels)
    }
  }

  /// The input "observation" of this number of rows.
  package func observationInput(rows: Int) -> ModelInput {
    let shape = [rows] + observationShape
    return ModelInput(
      "observation", shape, layout: shape.count == 4 ? .image : nil,
      element: observationFactor == nil ? .float32 : .uint8)
  }

  /// The reason why no network can have this configuration; nil if one can.
  package var fault: String? {
    if let size = sizes.first(where: { $0.value < 1 }) {
      return "\(size.name) is \(size.value), but must be at least 1"
    }
    if case .residual(_, _, _, _, let blocks, _, _, _) = body, !(0...Self.maximumBlocks).contains(blocks) {
      return "the number of blocks is \(blocks), but must be 0 to \(Self.maximumBlocks)"
    }
    if bins % 2 == 0 { return "the number of bins is \(bins), but must be odd" }
    let factors = [transformEpsilon, scalingEpsilon, observationFactor ?? 1]
    if let factor = factors.first(where: { !($0 > 0 && $0.isFinite) }) {
      return "an epsilon or the observations' factor is \(factor), but must be finite and above 0"
    }
    return actionEncoding.fault(actions: actions, state: state)
  }

  private static let maximumBlocks = 1024

  private var sizes: [(name: String, value: Int)] {
    let common = [("the number of actions", actions), ("the number of bins", bins)]
    switch body {
    case .perceptron(let observation, let hidden, let encoding):
      return common + [("the size of observations", observation), ("the size of states", encoding)]
        + hidden.map { ("a hidden size", $0) }
    case .residual(let planes, let height, let width, let channels, _, let headPlanes, let headHidden, _):
      return common + [
        ("the number of planes", planes), ("the height", height), ("the width", width),
        ("the number of channels", channels), ("the number of planes of heads", headPlanes),
      ] + headHidden.map { ("a hidden size of heads", $0) }
    }
  }
}
