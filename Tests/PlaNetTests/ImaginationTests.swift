import Networks
import Operations
import PlaNet
import Planning
import Tensors
import TestSupport
import Testing

/// Planning in PlaNet's latent states.
@Suite struct ImaginationTests {
  private let environments = 3
  private let horizon = 4
  private let candidates = 13
  private let iterations = 2

  /// The outputs of a search, and the executable's inputs' values by name; `environment` alone where it is given.
  private func plan(
    _ bench: PlaNetBench, environment: Int? = nil, given: [String: [Float]]? = nil, seed: UInt64 = 1,
    step: UInt64 = 0
  ) throws -> (outputs: [String: [Float]], inputs: [String: [Float]]) {
    let model = bench.network.configuration
    let pass = Pass(Graph(), isTraining: false)
    let count = environment == nil ? environments : 1
    var configuration = PlannerConfiguration(actionSize: model.actionSize)
    (configuration.horizon, configuration.iterations) = (horizon, iterations)
    (configuration.candidates, configuration.top) = (candidates, 5)
    let state = PlaNetState(
      belief: model.variant.isRecurrent ? pass.graph.input("belief", [count, model.beliefSize]) : nil,
      latent: pass.graph.input("latent", [count, model.stateSize]))
    let plan = try CrossEntropyPlanner(PlaNetImagination(bench.network, pass: pass), configuration).plan(
      from: state, environments: count, in: pass.graph, noise: given == nil ? .drawn : .given)
    var options = Executable.Options()
    options.seed = seed
    let executable = try Executable(
      Executable.Program(outputs: plan.outputs), graph: pass.graph, store: bench.store.variables,
      context: bench.context, options: options)
    var generator = SeededGenerator(seed: 6)
    var inputs: [String: [Float]] = [:]
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      let whole = given?[name] ?? generator.floats(array.count * (environments / count))
      let values =
        environment.map {
          // A state [environments, ...], or noise [iterations, steps, environments, ...].
          whole.block($0, of: environments, rows: array.shape.count == 2 ? 1 : iterations * horizon)
        } ?? whole
      try executable.upload(values, to: name, queue: bench.queue)
      inputs[name] = values
    }
    try executable.run(on: bench.queue, step: step)
    let outputs = try plan.outputs.keys.reduce(into: [:]) {
      $0[$1] = try executable.download($1, queue: bench.queue)
    }
    return (outputs, inputs)
  }

  private func bench(_ variant: PlaNetConfiguration.Variant, _ kernelVariant: KernelVariant? = nil) throws
    -> PlaNetBench
  {
    let bench = try PlaNetBench(.small(variant: variant), variant: kernelVariant)
    var generator = SeededGenerator(seed: 7)
    try bench.store.set(
      Dictionary(
        uniqueKeysWithValues: bench.store.tensors.map { ($0.name, generator.floats($0.shape.product)) }))
    return bench
  }

  @Test(arguments: PlaNetConfiguration.variants, [KernelVariant.vector, .group])
  func plansOfSeveralEnvironmentsAreThoseOfEachAlone(
    variant: PlaNetConfiguration.Variant, kernelVariant: KernelVariant
  ) throws {
    let bench = try bench(variant, kernelVariant)
    let (together, inputs) = try plan(bench, given: [:])
    #expect(inputs["latent_noise"] == nil || variant.draws)
    for environment in 0..<environments {
      let alone = try plan(bench, environment: environment, given: inputs).outputs
      for name in ["returns", "action"] {
        #expect(alone[name]! == together[name]!.block(environment, of: environments))
      }
    }
  }

  /// Step by step with every kernelVariant's own copy of the state.
  @Test(arguments: PlaNetConfiguration.variants)
  func returnsAreThoseOfEveryCandidateByItself(variant: PlaNetConfiguration.Variant) throws {
    let bench = try bench(variant)
    let model = bench.network.configuration
    let pass = Pass(Graph(), isTraining: false)
    let graph = pass.graph
    var generator = SeededGenerator(seed: 8)
    let rows = environments * candidates
    let belief = generator.floats(environments * model.beliefSize)
    let latent = generator.floats(environments * model.stateSize)
    func copies(_ values: [Float], _ size: Int) -> [Float] {
      (0..<rows).flatMap { values[$0 / candidates * size..<($0 / candidates + 1) * size] }
    }
    let actions = graph.constant(
      generator.floats(horizon * rows * model.actionSize),
      [horizon, environments, candidates, model.actionSize])
    func state(_ count: Int, _ beliefs: [Float], _ latents: [Float]) -> PlaNetState {
      PlaNetState(
        belief: variant.isRecurrent ? graph.constant(beliefs, [count, model.beliefSize]) : nil,
        latent: graph.constant(latents, [count, model.stateSize]))
    }
    let noise = graph.constant(
      generator.floats(horizon * rows * model.stateSize), [horizon * rows, model.stateSize])
    var one = state(rows, copies(belief, model.beliefSize), copies(latent, model.stateSize))
    var expected: [Tensor] = []
    for step in 0..<horizon {
      one =
        bench.network.predict(
          one, action: actions.sliced(axis: 0, start: step, length: 1).reshaped([rows, model.actionSize]),
          noise: noise.sliced(axis: 0, start: step * rows, length: rows), pass: pass
        ).state
      expected.append(bench.network.reward(one, pass: pass))
    }
    let shared = bench.network.predictions(
      from: state(environments, belief, latent),
      actions: actions.reshaped([horizon, rows, model.actionSize]),
      noise: noise.reshaped([horizon, rows, model.stateSize]), pass: pass)
    let executable = try Executable(
      Executable.Program(outputs: [
        "expected": .stack(expected),
        "shared": bench.network.reward(.concatenate(shared), pass: pass),
      ]), graph: graph, store: bench.store.variables, context: bench.context)
    try executable.run(on: bench.queue)
    expectClose(
      try executable.download("shared", queue: bench.queue),
      try executable.download("expected", queue: bench.queue).map(Double.init), absolute: 1e-5)
  }

  @Test func sameSeedAndStepGiveTheSameBits() throws {
    let bench = try bench(.recurrentStateSpace)
    let first = try plan(bench).outputs
    #expect(try plan(bench).outputs == first)
    #expect(try plan(bench, seed: 2).outputs["mean"] != first["mean"])
    #expect(try plan(bench, step: 1).outputs["mean"] != first["mean"])
  }
}
