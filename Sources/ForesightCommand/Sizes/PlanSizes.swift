import ArgumentParser
import Operations
import PlaNet

/// The sizes of planning in PlaNet's latent states, with the names and defaults of other tools' benchmarks,
/// which are the paper's.
struct PlanSizes: ParsableArguments {
  @Option(help: "The number of environments that are planned for at once (default: the preset's, else 1).")
  var envs: Int?

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
    help: ArgumentHelp("Take the model's and the search's sizes from a preset of planet.", valueName: "name"))
  var preset: String?

  func validate() throws {
    try OptionRange.check(modelSizes)
    let work = try work
    let (planner, environments) = (work.settings.planner, work.settings.collection.environments)
    try OptionRange.check(
      ("--envs", environments, 1...1 << 20), ("--candidates", planner.candidates, 1...1 << 20),
      ("--horizon", planner.horizon, 1...1024), ("--iterations", planner.iterations, 1...1024),
      ("--top", planner.top, 1...1 << 20))
    if planner.top > planner.candidates {
      throw ValidationError(
        "--top is \(planner.top), but must be at most the \(planner.candidates) candidates")
    }
    if preset != nil {
      try PresetChoice.check(
        instead: modelSizes.map { ($0.name, "\($0.value)") },
        defaults: try Self.parse([]).modelSizes.map { "\($0.value)" })
    }
    let model = work.model
    let plans = Double(environments) * Double(planner.candidates) * Double(planner.horizon)
    let widest = max(model.actionSize, 3 * model.beliefSize, 2 * model.stateSize, model.hiddenSize)
    if plans * Double(widest) > Double(DeviceArray.largestCount) {
      throw ValidationError(
        "--envs, --candidates and --horizon make \(plans) actions of an iteration, too many for layers of \(widest) outputs"
      )
    }
  }

  private var modelSizes: [OptionRange.Option] {
    [
      ("--action", action, 1...1 << 16), ("--belief", belief, 1...1 << 13), ("--state", state, 1...1 << 13),
      ("--hidden", hidden, 1...1 << 13),
    ]
  }

  /// The work of the selected sizes, of whose parts only planning is meant.
  var work: PlaNetWork {
    get throws {
      var work: PlaNetWork
      if let preset {
        work = try PlaNetWork(PresetChoice.settings(of: preset))
      } else {
        var settings = PlaNetSettings()
        (settings.network.beliefSize, settings.network.stateSize) = (belief, state)
        settings.network.hiddenSize = hidden
        // The form of observations does not matter here.
        work = PlaNetWork(settings, observations: .init(shape: [1], element: .float32), actionSize: action)
      }
      let given = work.settings.planner
      work.settings.collection.environments = envs ?? work.settings.collection.environments
      work.settings.planner.horizon = horizon ?? given.horizon
      work.settings.planner.iterations = iterations ?? given.iterations
      work.settings.planner.candidates = candidates ?? given.candidates
      work.settings.planner.top = top ?? given.top
      return work
    }
  }
}

extension PlaNetWork {
  /// For example `1 environment, 10 iterations of 1000 candidates, …`.
  var planningDescription: String {
    let (model, planner, environments) = (model, planner, settings.collection.environments)
    return
      "\(environments) environment\(environments == 1 ? "" : "s"), \(planner.iterations) iterations of \(planner.candidates) candidates of \(planner.horizon) actions, the best \(planner.top) kept, actions of \(model.actionSize), belief \(model.beliefSize), state \(model.stateSize), \(model.variant.rawValue)"
  }
}
