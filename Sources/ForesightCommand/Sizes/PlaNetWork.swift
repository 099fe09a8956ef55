import Benchmarks
import Device
import Environments
import Networks
import Operations
import PlaNet
import Planning
import Tensors

/// The device's part of a run of PlaNet: training steps and searches for plans, of the sizes that the settings say. The
/// environment need not be here.
struct PlaNetWork: TrainingWork {
  var settings: PlaNetSettings
  private let specification: EnvironmentSpecification

  /// In an environment with these observations, and with actions of `actionSize` numbers.
  init(_ settings: PlaNetSettings, observations: EnvironmentSpecification.Observations, actionSize: Int) {
    let bounds = [Float](repeating: 1, count: actionSize)
    self.settings = settings
    specification = EnvironmentSpecification(
      name: settings.environment.name, observations: observations,
      actions: .continuous(low: bounds.map(-), high: bounds))
  }

  /// Throws if there is no such environment, or if it is one in Python that must be asked for its sizes, and cannot.
  init(_ settings: PlaNetSettings) throws {
    self.settings = settings
    specification = try settings.estimatedSpecification()
  }

  var model: PlaNetConfiguration { settings.networkConfiguration(specification) }

  var planner: PlannerConfiguration {
    settings.plannerConfiguration(specification, method: settings.planner.method)
  }

  /// For example `50 sequences of 50 steps, observations [64, 64, 3], …`.
  var description: String {
    let model = model
    return
      "\(settings.learner.batch) sequences of \(settings.learner.chunkLength) steps, observations \(model.observation.shape), actions of \(model.actionSize), belief \(model.beliefSize), state \(model.stateSize), \(model.variant.rawValue)"
  }

  // MARK: Training

  func trainingStep(device: any Device, context: OperationContext?) throws -> TrainingStep {
    let builder = ModelBuilder()
    let network = try PlaNetNetwork(builder, model)
    let store = try ModelStore(builder, device: device)
    let context = context ?? device.executionContext.operations(precision: settings.learner.precision)
    return try TrainingStep.fitting(
      batch: settings.learner.batch, microBatch: settings.learner.microBatch,
      memory: settings.machineNeed(specification).updateMemory(
        of: Double(device.info.globalMemory), isHost: device.info.isCPU)
    ) { size, parts, largestArena in
      let loss = PlaNetLoss(
        network, length: settings.learner.chunkLength, sequences: size,
        observations: settings.observations(specification), info: device.info)
      var options = Executable.Options()
      options.largestArena = largestArena
      return try TrainingStep(
        loss.traced(), parts: parts, store: store, optimization: settings.optimization, context: context,
        options: options)
    }
  }

  var integerBounds: [String: Int] { [:] }

  // MARK: Planning

  /// The program that samples and evaluates plans in one launch. Throws if there is none for the model.
  func rollout(on info: DeviceInfo) throws -> RolloutProgram {
    let network = try PlaNetNetwork(ModelBuilder(), model)
    let imagination = PlaNetImagination(network, pass: Pass(Graph(), isTraining: false))
    return try CrossEntropyPlanner(imagination, planner).rollout(
      environments: settings.collection.environments, on: info)
  }

  /// A search for plans from random states, with random parameters.
  func planningBenchmark(device: any Device) throws -> RunBenchmark {
    try RunBenchmark(device: device) {
      let (executable, store) = try search(device: device)
      try store.initialize(seed: 1)
      return executable
    }
  }

  /// The same without values of the parameters. `context` is nil for one with the choices saved for the device.
  func search(device: any Device, context: OperationContext? = nil) throws -> (Executable, ModelStore) {
    let (model, environments) = (model, settings.collection.environments)
    let builder = ModelBuilder()
    let network = try PlaNetNetwork(builder, model)
    let store = try ModelStore(builder, device: device)
    let pass = Pass(Graph(), isTraining: false)
    let planner = try CrossEntropyPlanner(PlaNetImagination(network, pass: pass), planner)
    let state = PlaNetState(
      belief: model.variant.isRecurrent
        ? pass.graph.input("belief", [environments, model.beliefSize]) : nil,
      latent: pass.graph.input("latent", [environments, model.stateSize]))
    let plan = planner.plan(
      from: state, environments: environments, in: pass.graph,
      rollout: try? planner.rollout(environments: environments, on: device.info))
    let executable = try Executable(
      Executable.Program(outputs: plan.outputs), graph: pass.graph, store: store.variables,
      context: context ?? device.executionContext.operations())
    return (executable, store)
  }
}
