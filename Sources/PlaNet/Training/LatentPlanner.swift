import Device
import Networks
import Operations
import Planning
import Replay
import Tensors

/// Follows environments in step, and plans for them in the model's latent states: the filter's step and the search are one
/// list of launches (Hafner et al. 2019, algorithm 2).
///
/// It sees the store's parameters of now, so its learner must have finished. It belongs to one thread at a time.
package final class LatentPlanner {
  package let rows: Int
  private let executable: Executable
  private let queue: any Queue
  private let configuration: PlaNetConfiguration
  /// The names of the inputs and outputs that hold what is known of the environments.
  private let known: [String]

  /// A planner for `rows` environments; what the device draws follows from `seed`.
  ///
  /// With `noise` that is given there is an input `noise` [rows, state], which the posteriors are drawn with.
  ///
  /// Throws where the planner's configuration does not fit, and where the device fails or cannot hold what is needed.
  package init(
    _ network: PlaNetNetwork, observations: PlaNetLoss.Observations, planner: PlannerConfiguration, rows: Int,
    store: ModelStore, seed: UInt64, noise: PlaNetLoss.Noise = .drawn, context: OperationContext
  ) throws {
    precondition(rows > 0, "a planner for \(rows) environments")
    self.rows = rows
    configuration = network.configuration
    let graph = Graph()
    let pass = Pass(graph, isTraining: false)
    let isRecurrent = configuration.variant.isRecurrent
    let before = PlaNetState(
      belief: isRecurrent ? graph.input("belief", [rows, configuration.beliefSize]) : nil,
      latent: graph.input("latent", [rows, configuration.stateSize]))
    let observation = graph.input(
      "observation", [rows] + configuration.observation.shape, observations.element)
    let action = graph.input("previous_action", [rows, configuration.actionSize])
    let seen = observations.seen(observation)
    let draws = configuration.variant.draws
    let given =
      draws && noise == .given ? [graph.input("noise", [rows, configuration.stateSize])] : []
    let filtered: PlaNetState
    let step = try? network.filterStep(
      rows: rows, draws: given.isEmpty, on: context.device.info)
    if let step {
      let isImage = configuration.observation.isImage
      let last = isImage ? network.encode(seen, pass: pass) : seen
      filtered = PlaNetState(features: step(before.features + [action, last], noise: given))
    } else {
      let numbers = draws ? given.first ?? graph.normal([rows, configuration.stateSize]) : nil
      filtered =
        network.filter(
          before, action: action, embedding: network.encode(seen, pass: pass), noise: numbers, pass: pass
        ).state
    }
    let search = try CrossEntropyPlanner(PlaNetImagination(network, pass: pass), planner)
    let plan = search.plan(
      from: filtered, environments: rows, in: graph,
      rollout: try? search.rollout(environments: rows, on: context.device.info))
    var outputs = ["action": plan.action, "latent": filtered.latent]
    outputs["belief"] = filtered.belief
    let known = isRecurrent ? ["belief", "latent"] : ["latent"]
    self.known = known
    var options = Executable.Options()
    options.seed = seed
    options.keptInputs = Set(known)
    options.carried = outputs.filter { known.contains($0.key) }
    options.reported = ["action"]
    executable = try Executable(
      Executable.Program(outputs: outputs), graph: graph, store: store.variables, context: context,
      options: options)
    queue = try context.device.makeQueue(profiling: false)
  }

  /// Episodes begin: nothing is known of the environments.
  package func begin() throws {
    for name in known { try queue.fill(executable.inputs[name]!.buffer, pattern: 0) }
  }

  /// Takes in what is observed, and the actions [rows, dimensions] that led there, and plans from what is known then: the
  /// first actions' means, [rows, dimensions].
  ///
  /// `step` numbers the random draws; `noise` is [rows, state], where it is given.
  package func actions(
    after observations: ObservationBatch, previousActions: [Float], step: UInt64, noise: [Float]? = nil
  ) throws -> [Float] {
    let report = try executable.runWithInputs(on: queue, step: step) { feed in
      observations.write(to: feed)
      feed.set("previous_action", to: previousActions)
      if let noise { feed.set("noise", to: noise) }
    }
    return try report!.wait()["action"]
  }

  /// What is known of the environments now, each [rows, size]: no belief in the state-space model.
  package func state() throws -> (belief: [Float]?, latent: [Float]) {
    func values(_ name: String) throws -> [Float] {
      try queue.download(executable.inputs[name]!.buffer, range: nil).wait().array()
    }
    return (configuration.variant.isRecurrent ? try values("belief") : nil, try values("latent"))
  }
}
