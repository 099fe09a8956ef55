import Networks
import Operations
import Tensors

/// The dynamics of latent states. Tensors: `transition.input.…`, `transition.cell.…`, `prior.0.…`,
/// `prior.1.…`, `posterior.0.…` and `posterior.1.…`.
///
/// With f the activation, z the stochastic and h the deterministic state, a the action and e the embedding:
///
///     u = f(transition.input [z, a])
///     h' = transition.cell(u, h)                             recurrent variants
///     prior = prior.1 f(prior.0 h'), or prior.1 u            in the state-space model
///     posterior = posterior.1 f(posterior.0 [h', e]), or [prior mean, prior deviation, e] in place of [h', e]
///
/// Only z, h and what follows from them must be computed step by step. The contributions of actions to
/// `transition.input` and of embeddings to `posterior.0` are computed for all steps at once.
struct LatentDynamics: Sendable {
  /// The part of a step that follows from a state and an action, before anything is observed or sampled.
  struct Outlook {
    /// The next belief, [rows, belief]; nil in the state-space model.
    let belief: Tensor?
    /// The input of the prior's layers.
    fileprivate let priorInput: Tensor
  }

  private let variant: PlaNetConfiguration.Variant
  private let activation: Activation
  private let minimumDeviation: Float
  private let input: LinearLayer
  private let cell: GRULayer?
  private let priorHidden: LinearLayer?
  private let prior: LinearLayer
  private let posteriorHidden: LinearLayer
  private let posterior: LinearLayer

  init(_ builder: ModelBuilder, _ configuration: PlaNetConfiguration, embedding: LinearLayer.Part) {
    let (belief, state, hidden) = (
      configuration.beliefSize, configuration.stateSize, configuration.hiddenSize
    )
    variant = configuration.variant
    activation = configuration.activation
    minimumDeviation = configuration.minimumDeviation
    input = LinearLayer(
      builder, "transition.input", inputs: [.vector(state), .vector(configuration.actionSize)],
      outputs: .vector(hidden))
    if variant.isRecurrent {
      cell = GRULayer(builder, "transition.cell", inputs: hidden, units: belief)
      priorHidden = LinearLayer(builder, "prior.0", inputs: belief, outputs: hidden)
    } else {
      (cell, priorHidden) = (nil, nil)
    }
    prior = LinearLayer(builder, "prior.1", inputs: hidden, outputs: 2 * state)
    let known: [LinearLayer.Part] =
      variant.isRecurrent ? [.vector(belief)] : [.vector(state), .vector(state)]
    posteriorHidden = LinearLayer(
      builder, "posterior.0", inputs: known + [embedding], outputs: .vector(hidden))
    posterior = LinearLayer(builder, "posterior.1", inputs: hidden, outputs: 2 * state)
  }

  /// The contribution, [rows, hidden], of actions [rows, action] to the transition's input layer.
  func part(ofAction action: Tensor, pass: Pass) -> Tensor {
    input.part(1, of: action, withBias: true, pass: pass)
  }

  /// The contribution, [rows, hidden], of embeddings [rows, embedding] to the posterior's hidden layer.
  func part(ofEmbedding embedding: Tensor, pass: Pass) -> Tensor {
    posteriorHidden.part(variant.isRecurrent ? 1 : 2, of: embedding, withBias: true, pass: pass)
  }

  /// One step from states [rows, ...], given their actions' contribution [n · rows, hidden]. Each state is
  /// continued by n actions in adjacent rows; what these share is computed once.
  func step(_ state: PlaNetState, actionPart: Tensor, pass: Pass) -> Outlook {
    let latent = state.latent
    let copies = actionPart.shape[0] / latent.shape[0]
    let latentPart = input.part(0, of: latent, withBias: false, pass: pass).repeatingRows(copies)
    let hidden = (actionPart + latentPart).activated(by: activation)
    guard let cell, let belief = state.belief else { return Outlook(belief: nil, priorInput: hidden) }
    let next = cell(hidden, hidden: belief, copies: copies, pass: pass)
    return Outlook(belief: next, priorInput: next)
  }

  /// The prior. In recurrent variants `outlook` may be that of many steps at once.
  func prior(_ outlook: Outlook, pass: Pass) -> DiagonalNormal {
    DiagonalNormal(parameters: priorParameters(outlook, pass: pass), minimumDeviation: minimumDeviation)
  }

  /// The prior, and the next state: a sample of the prior by `noise` [rows, state], or its mean if there is
  /// no noise.
  func predict(_ outlook: Outlook, noise: Tensor?, pass: Pass) -> (prior: DiagonalNormal, state: PlaNetState)
  {
    draw(priorParameters(outlook, pass: pass), belief: outlook.belief, noise: noise)
  }

  private func priorParameters(_ outlook: Outlook, pass: Pass) -> Tensor {
    let hidden =
      priorHidden.map { $0(outlook.priorInput, pass: pass).activated(by: activation) } ?? outlook.priorInput
    return prior(hidden, pass: pass)
  }

  /// The posterior, given the observation's contribution `embeddingPart` [rows, hidden], and the next state:
  /// a sample of the posterior by `noise`, or its mean. The state-space model needs the `prior`.
  func filter(
    _ outlook: Outlook, prior: DiagonalNormal?, embeddingPart: Tensor, noise: Tensor?, pass: Pass
  ) -> (posterior: DiagonalNormal, state: PlaNetState) {
    let known = outlook.belief.map { [$0] } ?? [prior!.mean, prior!.deviation]
    let hidden = known.enumerated().reduce(embeddingPart) { sum, part in
      sum + posteriorHidden.part(part.offset, of: part.element, withBias: false, pass: pass)
    }.activated(by: activation)
    return draw(posterior(hidden, pass: pass), belief: outlook.belief, noise: noise)
  }

  private func draw(_ parameters: Tensor, belief: Tensor?, noise: Tensor?) -> (DiagonalNormal, PlaNetState) {
    guard let noise else {
      let distribution = DiagonalNormal(parameters: parameters, minimumDeviation: minimumDeviation)
      return (distribution, PlaNetState(belief: belief, latent: distribution.mean))
    }
    let drawn = DiagonalNormal.sampled(
      parameters: parameters, minimumDeviation: minimumDeviation, noise: noise)
    return (drawn.distribution, PlaNetState(belief: belief, latent: drawn.sample))
  }

  /// The outlook of many steps with concatenated beliefs, for recurrent variants.
  static func outlook(beliefs: Tensor) -> Outlook { Outlook(belief: beliefs, priorInput: beliefs) }
}
