import Device
import Networks
import Operations
import TestSupport
import Testing

@testable import PlaNet
@testable import Tensors

/// What follows from seeing something is the same in one launch as in those of each operation.
@Suite struct FilterStepTests {
  private func filtered(
    _ model: PlaNetConfiguration, rows: Int, device: any Device, inOneLaunch: Bool, isDrawn: Bool
  ) throws -> (latent: [Float], belief: [Float], operations: [String]) {
    let bench = try PlaNetBench(model)
    let pass = Pass(Graph(), isTraining: false)
    let graph = pass.graph
    let state = PlaNetState(
      features: model.featureSizes.enumerated().map {
        graph.input("feature \($0.offset)", [rows, $0.element])
      })
    let action = graph.input("action", [rows, model.actionSize])
    let observation = graph.input("observation", [rows] + model.observation.shape)
    let shape = [rows, model.stateSize]
    let given = model.variant.draws && !isDrawn ? [graph.input("noise", shape)] : []
    let next: PlaNetState
    if inOneLaunch {
      let step = try bench.network.filterStep(rows: rows, draws: isDrawn, on: device.info)
      let seen =
        model.observation.isImage ? bench.network.encode(observation, pass: pass) : observation
      next = PlaNetState(features: step(state.features + [action, seen], noise: given))
    } else {
      next =
        bench.network.filter(
          state, action: action, embedding: bench.network.encode(observation, pass: pass),
          noise: model.variant.draws ? given.first ?? graph.normal(shape) : nil, pass: pass
        ).state
    }
    var outputs = ["latent": next.latent]
    outputs["belief"] = next.belief
    var options = Executable.Options()
    options.seed = 11
    let executable = try Executable(
      Executable.Program(outputs: outputs), graph: graph, store: bench.store.variables,
      context: OperationContext(device: device), options: options)
    try executable.fillArena(pattern: Float.nan.bitPattern, on: bench.queue)
    var generator = SeededGenerator(seed: 3)
    for (name, array) in executable.inputs.sorted(by: { $0.key < $1.key }) {
      try executable.upload(generator.floats(array.count), to: name, queue: bench.queue)
    }
    try executable.run(on: bench.queue, step: 5)
    return (
      try executable.download("latent", queue: bench.queue),
      try model.variant.isRecurrent ? executable.download("belief", queue: bench.queue) : [],
      executable.steps.map(\.operation)
    )
  }

  private func expectAlike(_ model: PlaNetConfiguration, rows: Int, isGPU: Bool, isDrawn: Bool) throws {
    let cpu = try Devices.select("cpu")
    let device: any Device = isGPU ? DeviceAsGPU(cpu) : cpu
    let expected = try filtered(model, rows: rows, device: device, inOneLaunch: false, isDrawn: isDrawn)
    let found = try filtered(model, rows: rows, device: device, inOneLaunch: true, isDrawn: isDrawn)
    expectClose(found.latent, expected.latent.map(Double.init), relative: 1e-5, absolute: 2e-6)
    expectClose(found.belief, expected.belief.map(Double.init), relative: 1e-5, absolute: 2e-6)
    #expect(found.operations.last == "row_step")
    if !model.observation.isImage { #expect(found.operations == ["pack_parameters", "row_step"]) }
  }

  @Test(arguments: PlaNetConfiguration.variants, [true, false])
  func statesAreThoseOfSingleOperations(variant: PlaNetConfiguration.Variant, isGPU: Bool) throws {
    for rows in [1, 3, 18] {
      for isDrawn in [true, false] {
        try expectAlike(.small(variant: variant), rows: rows, isGPU: isGPU, isDrawn: isDrawn)
      }
    }
  }

  @Test(arguments: PlaNetConfiguration.observations)
  func whateverIsSeen(observation: PlaNetConfiguration.Observation) throws {
    try expectAlike(.small(observation), rows: 2, isGPU: false, isDrawn: true)
  }
}
