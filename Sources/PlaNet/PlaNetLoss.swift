import Device
import Networks
import Operations
import Tensors

/// PlaNet's training loss over a batch of sequences (Hafner et al. 2019, equations 3 and 6). `docs/planet.md`
/// says exactly where it follows the paper and where the authors' code.
///
/// The inputs are: `observation` [length, sequences, observation...], images with channels first;
/// `previous_action` [length, sequences, action], where the action of step t led to observation t; `reward`
/// [length, sequences]. If noise is given, also `noise` [length, sequences, state] and, with overshooting,
/// `overshooting_noise` [distance − 1, length, sequences, state], whose element d − 1 samples what is
/// predicted d steps ahead.
///
/// The outputs beside the loss are `reconstruction`, `reward_loss` and `divergence`, all unscaled, and with
/// overshooting `overshooting`.
package struct PlaNetLoss: Sendable {
  /// The form of a batch's observations.
  package enum Observations: Sendable, Equatable {
    /// Numbers as the model sees them.
    case numbers
    /// uint8 images. They are reduced to `bits` bits, and uniform noise of one level's width is added; the
    /// model sees numbers between −½ and ½.
    case bytes(bits: Int)

    var element: ElementType { self == .numbers ? .float32 : .uint8 }

    /// Observations [rows, observation...] as the model sees them; the noise is a new one on every run.
    func seen(_ rows: Tensor) -> Tensor {
      guard case .bytes(let bits) = self else { return rows }
      return rows.quantizedImage(bits: bits, noise: rows.graph.uniform(rows.shape))
    }
  }

  /// The source of the standard normal numbers that states are sampled with.
  package enum Noise: Sendable, Equatable {
    /// The loss's inputs.
    case given
    /// The device's generator, with new numbers on every run.
    case drawn
  }

  private let network: PlaNetNetwork
  private let length: Int
  private let sequences: Int
  private let observations: Observations
  private let noise: Noise
  private let info: DeviceInfo?
  private var configuration: PlaNetConfiguration { network.configuration }
  private var rows: Int { length * sequences }

  /// The loss of `sequences` sequences of `length` steps. A GPU, as told by `info`, filters all steps in one
  /// launch.
  package init(
    _ network: PlaNetNetwork, length: Int, sequences: Int, observations: Observations = .numbers,
    noise: Noise = .drawn, info: DeviceInfo? = nil
  ) {
    precondition(length > 0 && sequences > 0, "\(sequences) sequences of \(length) steps")
    precondition(
      observations == .numbers || network.configuration.observation.isImage,
      "bytes as observations of shape \(network.configuration.observation.shape)")
    self.network = network
    self.length = length
    self.sequences = sequences
    self.observations = observations
    self.noise = noise
    self.info = info
  }

  /// Builds the loss in a new graph.
  package func traced() -> TracedLoss {
    let graph = Graph()
    let pass = Pass(graph, isTraining: true)
    var inputs: [ModelInput] = []
    func input(_ name: String, _ shape: [Int], _ rowShape: [Int], batchAxis: Int = 1) -> Tensor {
      inputs.append(ModelInput(name, shape, batchAxis: batchAxis))
      return inputs.last!.tensor(in: graph).reshaped(rowShape)
    }
    inputs.append(observationInput)
    let observation = observations.seen(
      inputs[0].tensor(in: graph).reshaped([rows] + configuration.observation.shape))
    let actions = input(
      "previous_action", [length, sequences, configuration.actionSize], [rows, configuration.actionSize])
    let rewards = input("reward", [length, sequences], [rows])
    func draws(_ name: String, _ leading: [Int]) -> Tensor? {
      guard configuration.variant.draws else { return nil }
      let shape = leading + [length, sequences, configuration.stateSize]
      let rowShape = [shape.dropLast().reduce(1, *), configuration.stateSize]
      return noise == .given
        ? input(name, shape, rowShape, batchAxis: leading.count + 1) : graph.normal(rowShape)
    }

    let actionParts = network.dynamics.part(ofAction: actions, pass: pass)
    let filtered = FilteredSequence(
      network, length: length, sequences: sequences, observations: observation, actionParts: actionParts,
      noise: draws("noise", []), info: info, pass: pass)
    let observationAxes = Array(1..<observation.shape.count)
    let reconstruction =
      0.5 * (network.decode(filtered.states, pass: pass) - observation).squared().sum(observationAxes).mean()
    let reward = 0.5 * (network.reward(filtered.states, pass: pass) - rewards).squared().mean()
    let divergence = bounded(filtered.posteriors.divergence(from: filtered.priors))
    var outputs = ["reconstruction": reconstruction, "reward_loss": reward, "divergence": divergence]
    var loss =
      configuration.observationScale * reconstruction + configuration.rewardScale * reward
      + configuration.divergenceScale * divergence
    if let overshooting = configuration.overshooting, min(overshooting.distance, length) > 1 {
      let distance = min(overshooting.distance, length)
      let mean = overshot(
        filtered, actionParts, distance: distance, noise: draws("overshooting_noise", [distance - 1]),
        pass: pass)
      outputs["overshooting"] = mean
      loss = loss + overshooting.scale * mean
    }
    return TracedLoss(loss: loss, outputs: outputs, inputs: inputs, pass: pass)
  }

  // MARK: Observations

  private var observationInput: ModelInput {
    let shape = configuration.observation.shape
    guard configuration.observation.isImage else {
      return ModelInput(
        "observation", [length, sequences] + shape, element: observations.element, batchAxis: 1)
    }
    return ModelInput(
      "observation", [length, sequences, shape[2], shape[0], shape[1]],
      layout: Layout(axes: [0, 1, 3, 4, 2]),
      element: observations.element, batchAxis: 1)
  }

  // MARK: Divergences

  /// The mean over all entries, each clamped to at least `freeNats`.
  private func bounded(_ divergences: Tensor) -> Tensor {
    (configuration.freeNats > 0 ? divergences.clamped(low: configuration.freeNats) : divergences).mean()
  }

  /// The mean over distances d from 2 to `distance` of the divergence between the posteriors, whose gradient
  /// is stopped, and the predictions made d steps before.
  private func overshot(
    _ filtered: FilteredSequence, _ actionParts: Tensor, distance: Int, noise: Tensor?, pass: Pass
  ) -> Tensor {
    let targets = filtered.posteriors.stoppingGradient()
    // The one-step predictions of every step.
    var predicted = PlaNetState(
      belief: filtered.states.belief,
      latent: noise.map { filtered.priors.sample(noise: $0.rows(of: 0, rows)) } ?? filtered.priors.mean)
    var means: [Tensor] = []
    for steps in 2...distance {
      let skipped = (steps - 1) * sequences
      let outlook = network.dynamics.step(
        predicted.first(rows - skipped), actionPart: actionParts.from(skipped), pass: pass)
      // The last predictions are not continued, so they need no sample.
      let draw = steps < distance ? noise?.rows(of: steps - 1, rows).from(skipped) : nil
      let prior: DiagonalNormal
      (prior, predicted) = network.dynamics.predict(outlook, noise: draw, pass: pass)
      means.append(bounded(targets.from(skipped).divergence(from: prior)))
    }
    return (1 / Float(means.count)) * means.dropFirst().reduce(means[0]) { $0 + $1 }
  }
}
