import Device
import Operations
import PlaNet
import Planning
import Tensors
import TestSupport
import Testing

/// Plans that are drawn and tried in one launch are those of the launches for each operation.
@Suite struct RolloutTests {
  /// How many plans of how many actions.
  struct Sizes: Sendable {
    var environments = 1
    var candidates = 13
    var horizon = 4
    var iterations = 2
    var top = 5
  }

  /// The outputs of a search with one seed, in one launch an iteration or in those of each operation, and its launches.
  private func search(
    _ model: PlaNetConfiguration, _ sizes: Sizes, device: any Device, inOneLaunch: Bool,
    noise: PlanningNoise.Source = .drawn, top: Int? = nil
  ) throws -> (outputs: [String: [Float]], launches: [String]) {
    let bench = try PlaNetBench(model)
    var generator = SeededGenerator(seed: 7)
    let graph = Graph()
    var configuration = PlannerConfiguration(actionSize: model.actionSize)
    (configuration.horizon, configuration.iterations) = (sizes.horizon, sizes.iterations)
    (configuration.candidates, configuration.top) = (sizes.candidates, top ?? sizes.top)
    let state = PlaNetState(
      belief: model.variant.isRecurrent
        ? graph.input("belief", [sizes.environments, model.beliefSize]) : nil,
      latent: graph.input("latent", [sizes.environments, model.stateSize]))
    let planner = try CrossEntropyPlanner(
      PlaNetImagination(bench.network, pass: .init(graph, isTraining: false)), configuration)
    let rollout =
      inOneLaunch
      ? try planner.rollout(environments: sizes.environments, on: device.info, noise: noise) : nil
    let plan = planner.plan(
      from: state, environments: sizes.environments, in: graph, noise: noise, rollout: rollout)
    var options = Executable.Options()
    options.seed = 3 << 33 | 5
    let executable = try Executable(
      Executable.Program(outputs: plan.outputs), graph: graph, store: bench.store.variables,
      context: OperationContext(device: device), options: options)
    try executable.fillArena(pattern: Float.nan.bitPattern, on: bench.queue)
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      try executable.upload(generator.floats(array.count), to: name, queue: bench.queue)
    }
    try executable.run(on: bench.queue, step: 1 << 32 | 9)
    let outputs = try plan.outputs.keys.reduce(into: [:]) {
      $0[$1] = try executable.download($1, queue: bench.queue)
    }
    return (outputs, executable.steps.map(\.operation))
  }

  private func expectAlike(
    _ model: PlaNetConfiguration, _ sizes: Sizes, device: any Device, noise: PlanningNoise.Source = .drawn
  ) throws {
    let expected = try search(model, sizes, device: device, inOneLaunch: false, noise: noise).outputs
    let (found, launches) = try search(model, sizes, device: device, inOneLaunch: true, noise: noise)
    #expect(launches.filter { $0 == "plan_rollout" }.count == sizes.iterations)
    #expect(launches.count <= 3 * sizes.iterations + 1)
    for name in expected.keys {
      expectClose(
        found[name]!, expected[name]!.map(Double.init), relative: 1e-4, absolute: 2e-5, "\(name) of \(sizes)")
    }
  }

  private static let sizes = [
    Sizes(), Sizes(environments: 3, candidates: 21), Sizes(candidates: 1, top: 1),
    Sizes(horizon: 1), Sizes(environments: 2, candidates: 35, horizon: 3, iterations: 1, top: 1),
    Sizes(candidates: 150, horizon: 2, top: 10),
  ]

  @Test(arguments: PlaNetConfiguration.variants, sizes)
  func plansAreThoseOfSingleOperations(variant: PlaNetConfiguration.Variant, sizes: Sizes) throws {
    try expectAlike(.small(variant: variant), sizes, device: Devices.select("cpu"))
  }

  @Test(arguments: PlaNetConfiguration.variants, [sizes[1], sizes[2], sizes[5]])
  func kernelsForGPUsPlanAlike(variant: PlaNetConfiguration.Variant, sizes: Sizes) throws {
    try expectAlike(.small(variant: variant), sizes, device: DeviceAsGPU(try Devices.select("cpu")))
  }

  @Test(arguments: ["pendulum", "pendulum-vector", "cartpole-swingup", "cartpole-swingup-vector"])
  func presetsPlanAlike(preset: String) throws {
    let settings = try PlaNetSettings(preset: preset)
    let model = settings.networkConfiguration(try settings.estimatedSpecification())
    let sizes = Sizes(candidates: 57, horizon: settings.planner.horizon)
    try expectAlike(model, sizes, device: Devices.select("cpu"))
  }

  @Test func thePapersModelPlansAlike() throws {
    let model = PlaNetConfiguration(actionSize: 6)
    try expectAlike(model, Sizes(candidates: 27, horizon: 12), device: Devices.select("cpu"))
    try expectAlike(
      model, Sizes(candidates: 27, horizon: 3), device: DeviceAsGPU(try Devices.select("cpu")))
  }

  @Test(arguments: [true, false]) func givenNumbersAreTaken(isGPU: Bool) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    try expectAlike(.small(), Sizes(environments: 2, candidates: 18), device: device, noise: .given)
  }

  /// The mean of one selected plan is its actions as they were drawn.
  @Test(arguments: [true, false]) func drawsAreTheSameBits(isGPU: Bool) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    let sizes = Sizes(environments: 5, candidates: 7, horizon: 5, iterations: 1)
    let expected = try search(.small(), sizes, device: device, inOneLaunch: false, top: 1).outputs["mean"]
    #expect(
      try search(.small(), sizes, device: device, inOneLaunch: true, top: 1).outputs["mean"] == expected)
  }

  /// A row's results do not depend on the tile's other rows.
  @Test func returnsDoNotDependOnTheTile() throws {
    let device = try Devices.select("cpu")
    let few = Sizes(candidates: 3, horizon: 1, iterations: 1, top: 1)
    let many = Sizes(candidates: 300, horizon: 1, iterations: 1, top: 1)
    let expected = try search(.small(), few, device: device, inOneLaunch: true).outputs["returns"]!
    let found = try search(.small(), many, device: device, inOneLaunch: true).outputs["returns"]!
    #expect(Array(found.prefix(3)) == expected)
  }

  @Test func whatHasNoRoomSaysSo() throws {
    let device = DeviceAsGPU(try Devices.select("cpu"), localMemory: 512)
    let planner = try CrossEntropyPlanner(
      PlaNetImagination(PlaNetBench(.small()).network, pass: .init(Graph(), isTraining: false)),
      PlannerConfiguration(actionSize: 2))
    let fault = try #require(throws: RowFault.self) {
      try planner.rollout(environments: 1, on: device.info)
    }
    #expect(fault.description.contains("but a work-group has 512"), "\(fault)")
  }
}
