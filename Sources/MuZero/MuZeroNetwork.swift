import Networks
import Tensors

/// MuZero's networks (Schrittwieser et al. 2020, appendix F): representation, dynamics, and the heads that
/// predict rewards, policies and values.
///
/// The tensors' names begin with `representation.`, `dynamics.`, `reward.`, `policy.` and `value.`. Rows are
/// independent of each other, except through batch normalization in training. States are [rows, encoding] or
/// [rows, height, width, channels].
package struct MuZeroNetwork: Sendable {
  private enum Body {
    case perceptrons(representation: Perceptron, dynamics: Perceptron)
    case trunks(downsampling: Downsampling?, representation: ResidualTrunk, dynamics: ResidualTrunk)
  }

  package let configuration: MuZeroNetworkConfiguration
  private let body: Body
  private let rewardHead: PredictionHead?
  private let policyHead: PredictionHead
  private let valueHead: PredictionHead

  /// Adds the networks' tensors to `builder`. The configuration's `fault` must be nil.
  package init(_ builder: ModelBuilder, _ configuration: MuZeroNetworkConfiguration) {
    if let fault = configuration.fault { preconditionFailure(fault) }
    self.configuration = configuration
    let encoding = configuration.actionEncoding.channels(actions: configuration.actions)
    switch configuration.body {
    case .perceptron(let observation, let hidden, let state):
      func perceptron(_ name: String, _ inputs: [Int]) -> Perceptron {
        Perceptron(
          builder, name, inputs: inputs.map(LinearLayer.Part.vector), hidden: hidden, outputs: state,
          activation: configuration.activation)
      }
      body = .perceptrons(
        representation: perceptron("representation", [observation]),
        dynamics: perceptron("dynamics", [state, encoding]))
    case .residual(let planes, _, _, let channels, let blocks, _, _, let downsampling):
      func trunk(_ name: String, _ inputs: [Int]) -> ResidualTrunk {
        ResidualTrunk(builder, name, inputs: inputs, channels: channels, blocks: blocks)
      }
      let large =
        downsampling
        ? Downsampling(builder, "representation.downsampling", planes: planes, channels: channels) : nil
      body = .trunks(
        downsampling: large, representation: trunk("representation", [downsampling ? channels : planes]),
        dynamics: trunk("dynamics", [channels, encoding]))
    }
    func head(_ name: String, _ outputs: Int) -> PredictionHead {
      PredictionHead(builder, name, configuration, outputs: outputs)
    }
    rewardHead = configuration.hasRewards ? head("reward", configuration.bins) : nil
    policyHead = head("policy", configuration.actions)
    valueHead = head("value", configuration.bins)
  }

  // MARK: States

  /// The states of observations [rows, size] or [rows, height, width, planes]. The observations are uint8 if
  /// the configuration has an `observationFactor`, else float32.
  package func represent(_ observations: Tensor, pass: Pass) -> Tensor {
    let x = configuration.observationFactor.map { observations.imageToFloat(factor: $0) } ?? observations
    switch body {
    case .perceptrons(let representation, _): return scaled(representation(x, pass: pass))
    case .trunks(let downsampling, let representation, _):
      return scaled(representation(downsampling.map { $0(x, pass: pass) } ?? x, pass: pass))
    }
  }

  /// The contribution of actions [rows], int32, to the first layer of the dynamics. It depends on no state,
  /// so it can be computed for many steps at once.
  package func encode(_ actions: Tensor, pass: Pass) -> Tensor {
    let table = configuration.actionEncoding.table(
      actions: configuration.actions, state: configuration.state)
    let encoded = pass.graph.constant(table.values, table.shape).gatheringRows(actions)
    switch body {
    case .perceptrons(_, let dynamics): return dynamics.part(1, of: encoded, pass: pass)
    case .trunks(_, _, let dynamics): return dynamics.part(1, of: encoded, pass: pass)
    }
  }

  /// The next states, for actions that were encoded by `encode`. `trunk`, in the shape of states, is the
  /// input of the reward head.
  package func dynamics(_ states: Tensor, encodedActions: Tensor, pass: Pass) -> (
    state: Tensor, trunk: Tensor
  ) {
    let trunk =
      switch body {
      case .perceptrons(_, let dynamics): dynamics(states, adding: encodedActions, pass: pass)
      case .trunks(_, _, let dynamics): dynamics(states, adding: encodedActions, pass: pass)
      }
    return (scaled(trunk), trunk)
  }

  /// The next states after actions [rows], int32, and the trunk, which is the input of the reward head.
  package func dynamics(_ states: Tensor, actions: Tensor, pass: Pass) -> (state: Tensor, trunk: Tensor) {
    dynamics(states, encodedActions: encode(actions, pass: pass), pass: pass)
  }

  private func scaled(_ states: Tensor) -> Tensor {
    configuration.scalesStates ? states.minMaxScaled(epsilon: configuration.scalingEpsilon) : states
  }

  // MARK: Predictions

  /// The logits of policies, [rows, actions], of states.
  package func policy(_ states: Tensor, pass: Pass) -> Tensor { policyHead(states, pass: pass) }

  /// The logits of values, [rows, bins], of states; the values themselves if there is only 1 bin.
  package func value(_ states: Tensor, pass: Pass) -> Tensor { valueHead(states, pass: pass) }

  /// The logits of rewards, [rows, bins], of the `trunk` that `dynamics` returned; nil if rewards are not
  /// predicted.
  package func reward(_ trunk: Tensor, pass: Pass) -> Tensor? { rewardHead.map { $0(trunk, pass: pass) } }

  /// The scalars [rows] that logits of values or rewards [rows, bins] represent.
  package func scalars(_ logits: Tensor) -> Tensor {
    configuration.bins == 1
      ? logits.reshaped([-1]) : logits.supportToScalar(epsilon: configuration.transformEpsilon)
  }
}
