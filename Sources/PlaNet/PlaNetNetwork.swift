import Device
import Networks
import Tensors

/// PlaNet's networks (Hafner et al. 2019, section 3 and appendix A): what is seen, predicted and rewarded in latent
/// states.
///
/// Everything takes any number of rows, and a row's results do not depend on the others.
package struct PlaNetNetwork: Sendable {
  package let configuration: PlaNetConfiguration
  private let encoder: Encoder
  let dynamics: LatentDynamics
  private let decoder: Decoder
  private let rewardModel: Perceptron

  /// Throws where the configuration does not fit.
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

  /// Observations [rows, observation...] → embeddings [rows, embedding], images with their axes.
  package func encode(_ observations: Tensor, pass: Pass) -> Tensor { encoder(observations, pass: pass) }

  /// The observations' means, [rows, observation...].
  package func decode(_ state: PlaNetState, pass: Pass) -> Tensor { decoder(state.features, pass: pass) }

  /// The rewards' means, [rows].
  package func reward(_ state: PlaNetState, pass: Pass) -> Tensor {
    rewardModel(state.features, pass: pass).reshaped([-1])
  }

  /// One step without seeing: the prior, and the state as a sample of it by standard normal `noise` [rows, state], or
  /// as its mean where there is none. Action: [rows, action].
  package func predict(_ state: PlaNetState, action: Tensor, noise: Tensor? = nil, pass: Pass) -> (
    prior: DiagonalNormal, state: PlaNetState
  ) {
    let part = dynamics.part(ofAction: action, pass: pass)
    return dynamics.predict(
      dynamics.step(state, actionPart: part, pass: pass), noise: drawn(noise), pass: pass)
  }

  /// One step and what is seen after it: the posterior, and the state as a sample of it, or its mean without `noise`
  /// [rows, state]. Shapes: action, the one that led here, [rows, action]; embedding [rows, embedding].
  package func filter(
    _ state: PlaNetState, action: Tensor, embedding: Tensor, noise: Tensor? = nil, pass: Pass
  ) -> (posterior: DiagonalNormal, state: PlaNetState) {
    let part = dynamics.part(ofAction: action, pass: pass)
    let outlook = dynamics.step(state, actionPart: part, pass: pass)
    return dynamics.filter(
      outlook, prior: configuration.variant.isRecurrent ? nil : dynamics.prior(outlook, pass: pass),
      embeddingPart: dynamics.part(ofEmbedding: embedding, pass: pass), noise: drawn(noise), pass: pass)
  }

  /// The same as `filter` of so many rows, in one launch; where what is seen are numbers, encoding is part of it.
  ///
  /// Its inputs are the state's features, the action, and the observation or, of an image, its embedding; its outputs are
  /// the next state's features. Throws where an operation cannot be done row by row.
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

  /// The states that actions lead to without seeing anything, step by step.
  ///
  /// Where there are several times as many rows of actions as of states, each state is where as many begin, which are
  /// neighbours. Shapes: actions [steps, rows, action]; noise [steps, rows, state], or none, for the means.
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

  /// Nothing is drawn in the deterministic variant.
  func drawn(_ noise: Tensor?) -> Tensor? { configuration.variant.draws ? noise : nil }
}

extension Tensor {
  /// [steps · rows, ...] → one step's [rows, ...].
  func rows(of step: Int, _ rows: Int) -> Tensor { sliced(axis: 0, start: step * rows, length: rows) }
}
