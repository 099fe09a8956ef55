import Device
import Operations
import Planning
import Tensors
import TestSupport

/// Plans in small models on the default device: for tests.
struct PlanningBench {
  let context: OperationContext
  let queue: any Queue

  init(_ kernelVariant: KernelVariant? = nil) throws {
    let device = try Devices.select(nil)
    context = OperationContext(device: device, forced: kernelVariant)
    queue = try device.makeQueue(profiling: false)
  }

  /// The outputs of a search from `states` [environments][dimensions]; `noise` [iterations, steps, environments,
  /// candidates, dimensions] is drawn where it is nil.
  func plan<Model: LatentModel>(
    _ model: Model, _ configuration: PlannerConfiguration, states: [[Float]], noise: [Float]? = nil,
    seed: UInt64 = 1, step: UInt64 = 0
  ) throws -> [String: [Float]] where Model.State == Tensor {
    let graph = Graph()
    let state = graph.input("state", [states.count, states[0].count])
    let plan = try CrossEntropyPlanner(model, configuration).plan(
      from: state, environments: states.count, in: graph, noise: noise == nil ? .drawn : .given)
    var options = Executable.Options()
    options.seed = seed
    let executable = try Executable(
      Executable.Program(outputs: plan.outputs), graph: graph,
      store: VariableStore([], device: context.device), context: context, options: options)
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    try executable.upload(states.flatMap { $0 }, to: "state", queue: queue)
    if let noise { try executable.upload(noise, to: "action_noise", queue: queue) }
    try executable.run(on: queue, step: step)
    return try plan.outputs.keys.reduce(into: [:]) { $0[$1] = try executable.download($1, queue: queue) }
  }
}

extension PlannerConfiguration {
  /// Small sizes.
  static func small(actionSize: Int, horizon: Int = 3, iterations: Int = 12) -> PlannerConfiguration {
    var result = PlannerConfiguration(actionSize: actionSize)
    (result.horizon, result.iterations, result.candidates, result.top) = (horizon, iterations, 211, 23)
    return result
  }
}
