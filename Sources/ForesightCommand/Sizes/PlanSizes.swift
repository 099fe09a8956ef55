import ArgumentParser
import Benchmarks
import Device
import Networks
import Operations
import PlaNet
import Planning
import Tensors

/// The sizes of planning in PlaNet's latent states, with the names and defaults of other tools' benchmarks,
/// which are the paper's.
struct PlanSizes: ParsableArguments {
  @Option(help: "The number of environments that are planned for at once.")
  var envs = 1

  @Option(
    help: "Plans that are tried in an iteration, for each environment (default: the preset's, else 1000).")
  var candidates: Int?

  @Option(help: "The number of actions of a plan (default: the preset's, else 12).")
  var horizon: Int?

  @Option(help: "The number of iterations (default: the preset's, else 10).")
  var iterations: Int?

  @Option(help: "Plans that the next iteration's are drawn after (default: the preset's, else 100).")
  var top: Int?

  @Option(help: "The number of dimensions of an action.")
  var action = 6

  @Option(help: "The number of units of the recurrent cell.")
  var belief = 200

  @Option(help: "The number of dimensions of the stochastic state.")
  var state = 30

  @Option(help: "The number of outputs of hidden layers.")
  var hidden = 200

  @Option(
    help: ArgumentHelp(
      "Take the model's and the search's sizes from a preset: \(PlaNetPreset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  func validate() throws {
    for (name, value, maximum) in searchSizes + modelSizes where !(1...maximum).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 1 to \(maximum)")
    }
    let planner = planner
    if planner.top > planner.candidates {
      throw ValidationError(
        "--top is \(planner.top), but must be at most the \(planner.candidates) candidates")
    }
    if let preset {
      try PresetChoice.check(
        preset, among: PlaNetPreset.all.map(\.name),
        instead: modelSizes.map { ($0.name, "\($0.value)") }
      ) {
        try Self.parse([]).modelSizes.map { "\($0.value)" }
      }
    }
    let plans = Double(envs) * Double(planner.candidates) * Double(planner.horizon)
    let widest = max(model.actionSize, 3 * model.beliefSize, 2 * model.stateSize, model.hiddenSize)
    if plans * Double(widest) > Double(DeviceArray.largestCount) {
      throw ValidationError(
        "--envs, --candidates and --horizon make \(plans) actions of an iteration, too many for layers of \(widest) outputs"
      )
    }
  }

  private var searchSizes: [(name: String, value: Int, maximum: Int)] {
    let planner = planner
    return [
      ("--envs", envs, 1 << 20), ("--candidates", planner.candidates, 1 << 20),
      ("--horizon", planner.horizon, 1024), ("--iterations", planner.iterations, 1024),
      ("--top", planner.top, 1 << 20),
    ]
  }

  private var modelSizes: [(name: String, value: Int, maximum: Int)] {
    [
      ("--action", action, 1 << 16), ("--belief", belief, 1 << 13), ("--state", state, 1 << 13),
      ("--hidden", hidden, 1 << 13),
    ]
  }

  /// The selected model. The form of its observations does not matter here.
  private var model: PlaNetConfiguration {
    if let preset = preset.flatMap(PlaNetPreset.named) { return preset.model }
    var model = PlaNetConfiguration(actionSize: action)
    model.observation = .vector(1)
    (model.beliefSize, model.stateSize, model.hiddenSize) = (belief, state, hidden)
    return model
  }

  /// The selected planner.
  var planner: PlannerConfiguration {
    var planner =
      preset.flatMap(PlaNetPreset.named)?.planner ?? PlannerConfiguration(actionSize: model.actionSize)
    (planner.horizon, planner.iterations) = (horizon ?? planner.horizon, iterations ?? planner.iterations)
    (planner.candidates, planner.top) = (candidates ?? planner.candidates, top ?? planner.top)
    return planner
  }

  /// For example `1 environment, 10 iterations of 1000 candidates, …`.
  var description: String {
    let planner = planner
    return
      "\(envs) environment\(envs == 1 ? "" : "s"), \(planner.iterations) iterations of \(planner.candidates) candidates of \(planner.horizon) actions, the best \(planner.top) kept, actions of \(model.actionSize), belief \(model.beliefSize), state \(model.stateSize), \(model.variant.rawValue)"
  }

  /// The program that samples and evaluates plans in one launch. Throws if there is none for the model.
  func rollout(on info: DeviceInfo) throws -> RolloutProgram {
    let network = try PlaNetNetwork(ModelBuilder(), model)
    let imagination = PlaNetImagination(network, pass: Pass(Graph(), isTraining: false))
    return try CrossEntropyPlanner(imagination, planner).rollout(environments: envs, on: info)
  }

  /// A planner of these sizes, with random parameters and from random states.
  ///
  /// `context` is nil for one with the choices saved for the device.
  func benchmark(device: any Device, context: OperationContext? = nil) throws -> ExecutableBenchmark {
    try ExecutableBenchmark(device: device) {
      let (executable, store) = try search(device: device, context: context)
      try store.initialize(seed: 1)
      return executable
    }
  }

  /// The same without values of the parameters.
  func search(device: any Device, context: OperationContext? = nil) throws -> (Executable, ModelStore) {
    let model = model
    let builder = ModelBuilder()
    let network = try PlaNetNetwork(builder, model)
    let store = try ModelStore(builder, device: device)
    let pass = Pass(Graph(), isTraining: false)
    let planner = try CrossEntropyPlanner(PlaNetImagination(network, pass: pass), planner)
    let state = PlaNetState(
      belief: model.variant.isRecurrent ? pass.graph.input("belief", [envs, model.beliefSize]) : nil,
      latent: pass.graph.input("latent", [envs, model.stateSize]))
    let plan = planner.plan(
      from: state, environments: envs, in: pass.graph,
      rollout: try? planner.rollout(environments: envs, on: device.info))
    let executable = try Executable(
      Executable.Program(outputs: plan.outputs), graph: pass.graph, store: store.variables,
      context: context ?? device.executionContext.operations())
    return (executable, store)
  }
}
