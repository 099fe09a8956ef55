import Device
import Operations
import Tensors
import TestSupport

/// Runs graphs on host values: for tests.
struct TensorBench {
  let context: OperationContext
  let queue: any Queue

  init(_ candidate: Candidate? = nil) throws {
    let device = try Devices.select(nil)
    context = OperationContext(device: device, forced: candidate)
    queue = try device.makeQueue(profiling: false)
  }

  /// The outputs, by name, of one run with these inputs.
  func run(
    _ graph: Graph, outputs: [String: Tensor], inputs: [String: [Float]],
    integers: [String: [Int32]] = [:], options: Executable.Options = Executable.Options(), step: UInt64 = 0
  ) throws -> [String: [Float]] {
    let store = try VariableStore([], device: context.device)
    let executable = try Executable(
      Executable.Program(outputs: outputs), graph: graph, store: store, context: context, options: options)
    for (name, values) in inputs { try executable.upload(values, to: name, queue: queue) }
    for (name, values) in integers { try executable.upload(values, to: name, queue: queue) }
    try executable.run(on: queue, step: step)
    return try outputs.keys.reduce(into: [:]) { $0[$1] = try executable.download($1, queue: queue) }
  }
}
