import Device
import Operations
import Tensors
import TestSupport

/// Runs graphs on host values, in an arena that is full of NaN at first: for tests.
struct TensorBench {
  let context: OperationContext
  let queue: any Queue
  private let arena: Buffer

  init(_ variant: KernelVariant? = nil, arenaBytes: Int = 1 << 20) throws {
    let device = try Devices.select(nil)
    context = OperationContext(device: device, forced: variant)
    queue = try device.makeQueue(profiling: false)
    arena = try device.makeBuffer(byteCount: arenaBytes)
  }

  /// A store of variables with these values.
  func store(_ variables: [(variable: Variable, values: [Float])]) throws -> VariableStore {
    let store = try VariableStore(variables.map(\.variable), device: context.device)
    for (variable, values) in variables { try store.upload(values, to: variable, queue: queue) }
    return store
  }

  /// The outputs, by name, of one run with these inputs.
  func run(
    _ graph: Graph, outputs: [String: Tensor], inputs: [String: [Float]] = [:],
    integers: [String: [Int32]] = [:], options: Executable.Options = Executable.Options(), step: UInt64 = 0
  ) throws -> [String: [Float]] {
    try run(
      Executable.Program(outputs: outputs), graph, store: store([]), inputs: inputs, integers: integers,
      options: options, step: step)
  }

  /// The outputs of the last of `runs` runs.
  func run(
    _ program: Executable.Program, _ graph: Graph, store: VariableStore, inputs: [String: [Float]] = [:],
    integers: [String: [Int32]] = [:], options: Executable.Options = Executable.Options(), step: UInt64 = 0,
    runs: Int = 1
  ) throws -> [String: [Float]] {
    var options = options
    options.arena = arena
    let executable = try Executable(program, graph: graph, store: store, context: context, options: options)
    for (name, values) in inputs { try executable.upload(values, to: name, queue: queue) }
    for (name, values) in integers { try executable.upload(values, to: name, queue: queue) }
    for _ in 0..<runs {
      try queue.fill(arena, pattern: Float.nan.bitPattern)
      try executable.run(on: queue, step: step)
    }
    try queue.finish()
    return try program.outputs.keys.reduce(into: [:]) { $0[$1] = try executable.download($1, queue: queue) }
  }
}

extension Transformations {
  /// None, each alone, and all.
  static let tested: [Transformations] = [[], .fusion, .inPlace, .placement, .all]
}

extension Executable.Options {
  init(_ transformations: Transformations) {
    self.init()
    self.transformations = transformations
  }
}
