import Device
import Operations

/// The executable of a single operation, with values in the host's layout.
///
/// To be used by one queue's thread at a time.
package final class OperationExecutable {
  private let traced: TracedOperation
  package let executable: Executable
  private let store: VariableStore
  /// The block of the parameters' gradients, [parameters]; nil if there are none.
  private let gradientBlock: DeviceArray?
  private let results: [Result: TracedOperation.Port]

  /// A result of an operation.
  package enum Result: Hashable, Sendable {
    case output(String)
    case gradient(String)

    fileprivate var name: String {
      switch self {
      case .output(let name): "output \(name)"
      case .gradient(let name): "gradient \(name)"
      }
    }
  }

  /// Computes the operation's outputs and gradients, or those of `wanted`, each after `change`, and the
  /// tensors of `saved`. Gradients of parameters that are not changed are computed as in a training step.
  ///
  /// Throws if the device fails or cannot hold what is needed.
  package init(
    _ traced: TracedOperation, wanted: [Result]? = nil, saving saved: [String: Tensor] = [:],
    transformations: Transformations = .all, context: OperationContext,
    change: (Tensor) -> Tensor = { $0 }
  ) throws {
    self.traced = traced
    let names = traced.parameters.keys.sorted()
    store = try VariableStore(names.map { traced.parameters[$0]! }, device: context.device)
    gradientBlock = try store.layout.map { try context.makeArray([$0.count]) }
    var program = Executable.Program(outputs: saved)
    var results: [Result: TracedOperation.Port] = [:]
    for result in wanted ?? traced.results {
      let port = traced.port(of: result)
      let tensor = change(port.tensor)
      results[result] = TracedOperation.Port(tensor: tensor, layout: port.layout)
      if case .gradient(let name) = result, let variable = traced.parameters[name], tensor == port.tensor {
        program.gradients.append((variable, tensor))
      } else {
        program.outputs[result.name] = tensor
      }
    }
    self.results = results
    var options = Executable.Options()
    options.transformations = transformations
    options.gradientBlock = gradientBlock
    executable = try Executable(
      program, graph: traced.graph, store: store, context: context, options: options)
  }

  /// The minimum work of the operation.
  package var work: Work {
    executable.steps.reduce(into: Work()) { sum, step in
      sum.flops += step.work.flops
      sum.bytes += step.work.bytes
    }
  }

  // MARK: Values

  /// Enqueues the copy of values in the host's layout to input `name`.
  package func upload<Element: BitwiseCopyable>(_ values: [Element], to name: String, queue: any Queue) throws
  {
    let port = traced.inputs[name]!
    let values = port.layout.toDevice(values, hostShape: port.hostShape)
    if let variable = traced.parameters[name] {
      try queue.upload(HostMemory(values), to: store.array(of: variable).buffer, byteOffset: 0)
    } else {
      try upload(values, kind: "input", name, queue: queue)
    }
  }

  /// Sets the gradient of output `name`.
  package func upload(_ values: [Float], toCotangent name: String, queue: any Queue) throws {
    let port = traced.cotangents[name]!
    try upload(
      port.layout.toDevice(values, hostShape: port.hostShape), kind: "cotangent", name, queue: queue)
  }

  private func upload<Element: BitwiseCopyable>(
    _ values: [Element], kind: String, _ name: String, queue: any Queue
  ) throws {
    for name in TracedOperation.graphNames(kind, name) where traced.graph.inputTypes[name] != nil {
      try executable.upload(values, to: name, queue: queue)
    }
  }

  /// Sets the array that the gradient of a parameter is added to, for launches that run singly. A run of the
  /// executable begins with zeros.
  package func upload(_ values: [Float], toGradient name: String, queue: any Queue) throws {
    let port = results[.gradient(name)]!
    let values = port.layout.toDevice(values, hostShape: port.hostShape)
    try queue.upload(HostMemory(values), to: array(.gradient(name)).buffer, byteOffset: 0)
  }

  /// Enqueues one run, after filling the memory of all results and intermediate values with NaN.
  package func runInUnwrittenMemory(on queue: any Queue) throws {
    try executable.fillArena(pattern: Float.nan.bitPattern, on: queue)
    try executable.run(on: queue)
  }

  /// A result in the host's layout. Waits until the queue has come so far.
  package func download(_ result: Result, queue: any Queue) throws -> [Double] {
    let (array, port) = (array(result), results[result]!)
    let memory = try queue.download(array.buffer, range: 0..<array.count * array.type.byteCount).wait()
    let values: [Double] =
      switch array.type {
      case .float32: memory.array(of: Float.self).map(Double.init)
      case .int32: memory.array(of: Int32.self).map(Double.init)
      case .uint8: memory.array(of: UInt8.self).map(Double.init)
      }
    return port.layout.toHost(values, hostShape: port.hostShape)
  }

  private func array(_ result: Result) -> DeviceArray {
    if let output = executable.outputs[result.name] { return output }
    guard case .gradient(let name) = result, let variable = traced.parameters[name], let block = gradientBlock
    else { preconditionFailure("no \(result.name)") }
    return store.layout!.slice(store.parameterIndex(of: variable), of: block)
  }
}

extension TracedOperation {
  /// All results, outputs first.
  package var results: [OperationExecutable.Result] {
    outputs.keys.sorted().map { .output($0) } + gradients.keys.sorted().map { .gradient($0) }
  }

  package func port(of result: OperationExecutable.Result) -> Port {
    switch result {
    case .output(let name): outputs[name]!
    case .gradient(let name): gradients[name]!
    }
  }
}
