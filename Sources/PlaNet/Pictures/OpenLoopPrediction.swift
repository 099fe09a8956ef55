import Device
import Environments
import Networks
import Operations
import Replay
import Tensors

/// An open-loop prediction of an episode: the posterior follows the first observations, then the prior
/// continues from the actions alone (Hafner et al. 2019, figure 6).
struct OpenLoopPrediction {
  /// The number of observations that the model sees.
  static let context = 5
  /// The largest number of observations, predicted ones included.
  static let maximumRows = 50

  /// The decoded means in the model's range of values: [rows, observation...].
  let means: [Float]
  let rows: Int

  /// A prediction of the beginning of `episode`, which must be longer than the context. `seed` decides what
  /// is sampled.
  ///
  /// Throws if the device fails.
  init(
    of episode: ContinuousEpisode, network: PlaNetNetwork, store: ModelStore,
    observations: PlaNetLoss.Observations, seed: UInt64, context: OperationContext
  ) throws {
    let (seen, rows) = (Self.context, min(episode.rows, Self.maximumRows))
    precondition(rows > seen, "an episode of \(rows) observations, of which \(seen) are seen")
    self.rows = rows
    let configuration = network.configuration
    let pass = Pass(Graph(), isTraining: false)
    let graph = pass.graph
    let draws = graph.normal([rows, configuration.stateSize])
    let actions = graph.input("previous_action", [rows, configuration.actionSize])
    let observation = graph.input(
      "observation", [seen] + configuration.observation.shape, observations.element)
    let filtered = FilteredSequence(
      network, length: seen, sequences: 1, observations: observations.seen(observation),
      actionParts: network.dynamics.part(ofAction: actions.rows(of: 0, seen), pass: pass),
      noise: network.drawn(draws.rows(of: 0, seen)), pass: pass)
    let imagined = network.predictions(
      from: filtered.states.last, actions: actions.from(seen).reshaped([rows - seen, 1, -1]),
      noise: draws.from(seen).reshaped([rows - seen, 1, -1]), pass: pass)
    let decoded = network.decode(.concatenate([filtered.states] + imagined), pass: pass)
    var options = Executable.Options()
    options.seed = seed
    let executable = try Executable(
      Executable.Program(outputs: ["means": decoded]), graph: graph, store: store.variables,
      context: context, options: options)
    let queue = try context.device.makeQueue(profiling: false)
    let size = seen * episode.observationSize
    switch episode.observations {
    case .numbers(let values):
      try executable.upload(Array(values[..<size]), to: "observation", queue: queue)
    case .bytes(let values):
      try executable.upload(Array(values[..<size]), to: "observation", queue: queue)
    }
    try executable.upload(
      Array(episode.previousActions[..<(rows * configuration.actionSize)]), to: "previous_action",
      queue: queue)
    try executable.run(on: queue)
    means = try executable.download("means", queue: queue)
  }
}

extension PlaNetState {
  fileprivate var last: PlaNetState {
    PlaNetState(
      belief: belief.map { $0.from($0.shape[0] - 1) }, latent: latent.from(latent.shape[0] - 1))
  }
}
