import Device
import Networks
import Operations
import Planning
import Replay
import Tensors

/// Filters environments in step, and plans for them in the model's latent states. The filter's step and the
/// planner are one list of launches (Hafner et al. 2019, algorithm 2).
///
/// It uses the store's current parameters, so the learner must have finished. To be used by one thread at a
/// time.
package final class LatentPlanner {
  package let rows: Int
  private let executable: Executable
  private let queue: any Queue
  private let configuration: PlaNetConfiguration
  /// The names of the inputs that hold the latent state of the environments, which are outputs, too.
  private let known: [String]

  /// A planner for `rows` environments. `seed` decides what the device samples.
  ///
  /// If `noise` is `given`, the input `noise` [rows, state] samples the posteriors.
  ///
  /// Throws if the planner's configuration does not fit, and if the device fails or cannot hold what is
  /// needed.
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

  /// Resets the latent states to the initial state: to be called when episodes begin.
  package func begin() throws {
    for name in known { try queue.fill(executable.inputs[name]!.buffer, pattern: 0) }
  }

  /// Filters the observations and the actions [rows, dimensions] that led to them, and plans from the
  /// resulting states. Returns the means of the plans' first actions, [rows, dimensions].
  ///
  /// `step` selects the random numbers; `noise` is [rows, state], if noise is given.
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

  /// The current latent states, each part [rows, size]. There is no belief in the state-space model.
  package func state() throws -> (belief: [Float]?, latent: [Float]) {
    func values(_ name: String) throws -> [Float] {
      try queue.download(executable.inputs[name]!.buffer, range: nil).wait().array()
    }
    return (configuration.variant.isRecurrent ? try values("belief") : nil, try values("latent"))
  }
}
