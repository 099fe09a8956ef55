import Device
import Networks
import Tensors

/// PlaNet's networks (Hafner et al. 2019, section 3 and appendix A): encoder, latent dynamics, decoder and
/// reward model.
///
/// All functions take any number of rows, and a row's results do not depend on the others.
package struct PlaNetNetwork: Sendable {
  package let configuration: PlaNetConfiguration
  private let encoder: Encoder
  let dynamics: LatentDynamics
  private let decoder: Decoder
  private let rewardModel: Perceptron

  /// Throws if no model can have the configuration.
  package init(_ builder: ModelBuilder, _ configuration: PlaNetConfiguration) throws(PlaNetConfigurationError)
  {
    try configuration.validate()
    self.configuration = configuration
    encoder = Encoder(builder, configuration)
    dynamics = LatentDynamics(builder, configuration, embedding: encoder.embedding)
    decoder = Decoder(builder, configuration)
    rewardModel = Perceptron(
      builder, "reward", inputs: configuration.featureSizes.map { .vector($0) },
      hidden: [configuration.hiddenSize, configuration.hiddenSize], outputs: 1,
      activation: configuration.activation)
  }

  /// The state before the first step: zeros.
  package func initialState(rows: Int, in graph: Graph) -> PlaNetState {
    PlaNetState(
      belief: configuration.variant.isRecurrent ? graph.zeros([rows, configuration.beliefSize]) : nil,
      latent: graph.zeros([rows, configuration.stateSize]))
  }

  /// The embeddings, [rows, embedding], of observations [rows, observation...]. Embeddings of images keep the
  /// image's axes.
  package func encode(_ observations: Tensor, pass: Pass) -> Tensor { encoder(observations, pass: pass) }

  /// The means of the observations: [rows, observation...].
  package func decode(_ state: PlaNetState, pass: Pass) -> Tensor { decoder(state.features, pass: pass) }

  /// The means of the rewards: [rows].
  package func reward(_ state: PlaNetState, pass: Pass) -> Tensor {
    rewardModel(state.features, pass: pass).reshaped([-1])
  }

  /// One step without an observation, after actions [rows, action]: the prior, and the next state, a sample
  /// of the prior by standard normal `noise` [rows, state], or its mean if there is no noise.
  package func predict(_ state: PlaNetState, action: Tensor, noise: Tensor? = nil, pass: Pass) -> (
    prior: DiagonalNormal, state: PlaNetState
  ) {
    let part = dynamics.part(ofAction: action, pass: pass)
    return dynamics.predict(
      dynamics.step(state, actionPart: part, pass: pass), noise: drawn(noise), pass: pass)
  }

  /// One step with an observation: the posterior, and the next state, a sample of the posterior by `noise`
  /// [rows, state], or its mean if there is no noise. `action` [rows, action] is the action that led to the
  /// observation, whose embedding is [rows, embedding].
  package func filter(
    _ state: PlaNetState, action: Tensor, embedding: Tensor, noise: Tensor? = nil, pass: Pass
  ) -> (posterior: DiagonalNormal, state: PlaNetState) {
    let part = dynamics.part(ofAction: action, pass: pass)
    let outlook = dynamics.step(state, actionPart: part, pass: pass)
    return dynamics.filter(
      outlook, prior: configuration.variant.isRecurrent ? nil : dynamics.prior(outlook, pass: pass),
      embeddingPart: dynamics.part(ofEmbedding: embedding, pass: pass), noise: drawn(noise), pass: pass)
  }

  /// A step of `filter` for this number of rows, in one launch. It encodes observations too, unless they are
  /// images.
  ///
  /// Its inputs are the state's features, the action, and the observation or, for images, its embedding. Its
  /// outputs are the next state's features. Throws if an operation cannot be computed row by row.
  func filterStep(rows: Int, draws: Bool, on info: DeviceInfo) throws(RowFault) -> RowStep {
    try RowStep(rows: rows, draws: draws, info: info) { rows in
      let pass = Pass(Graph(), isTraining: false)
      func input(_ name: String, _ shape: [Int]) -> (name: String, tensor: Tensor) {
        (name, pass.graph.input(name, [rows] + shape))
      }
      let features = configuration.featureSizes.enumerated().map {
        input("feature \($0.offset)", [$0.element])
      }
      let action = input("action", [configuration.actionSize])
      let isImage = configuration.observation.isImage
      let seen = input("seen", isImage ? encoder.embedding.shape : configuration.observation.shape)
      let noise = configuration.variant.draws ? [input("noise", [configuration.stateSize])] : []
      let next = filter(
        PlaNetState(features: features.map(\.tensor)), action: action.tensor,
        embedding: isImage ? seen.tensor : encode(seen.tensor, pass: pass), noise: noise.first?.tensor,
        pass: pass
      ).state
      return RowStep.Body(inputs: features + [action, seen], noise: noise, outputs: next.features)
    }
  }

  /// The states that actions lead to, step by step, without observations.
  ///
  /// There may be n times as many rows of actions as of states; each state is then continued by n actions in
  /// adjacent rows. Shapes: actions [steps, rows, action]; noise [steps, rows, state], or nil for means.
  package func predictions(
    from state: PlaNetState, actions: Tensor, noise: Tensor? = nil, pass: Pass
  ) -> [PlaNetState] {
    let (steps, rows) = (actions.shape[0], actions.shape[1])
    let parts = dynamics.part(ofAction: actions.reshaped([steps * rows, -1]), pass: pass)
    let noise = drawn(noise)?.reshaped([steps * rows, -1])
    var (state, states) = (state, [PlaNetState]())
    for step in 0..<steps {
      let outlook = dynamics.step(state, actionPart: parts.rows(of: step, rows), pass: pass)
      state = dynamics.predict(outlook, noise: noise?.rows(of: step, rows), pass: pass).state
      states.append(state)
    }
    return states
  }

  /// The noise; nil in the deterministic variant, which samples nothing.
  func drawn(_ noise: Tensor?) -> Tensor? { configuration.variant.draws ? noise : nil }
}

extension Tensor {
  /// The rows of one step, [rows, ...], of a tensor [steps · rows, ...].
  func rows(of step: Int, _ rows: Int) -> Tensor { sliced(axis: 0, start: step * rows, length: rows) }
}
