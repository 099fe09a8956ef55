import Device
import Operations

/// The graph of one operation, with the gradients that were asked for.
package struct TracedOperation {
  /// A tensor, in the device's layout, with its place in the host's.
  package struct Port {
    package let tensor: Tensor
    package let layout: Layout

    package var hostShape: [Int] { layout.hostShape(tensor.shape) }
  }

  package let request: OperationRequest
  package let graph: Graph
  package let inputs: [String: Port]
  package let outputs: [String: Port]
  /// The gradients of outputs, which are inputs of the graph.
  package let cotangents: [String: Port]
  package let gradients: [String: Port]
  /// The inputs that are variables.
  package let parameters: [String: Variable]

  /// This operation twice in one graph, of the same parameters and of inputs of their own: the gradients are those of
  /// the parameters, which both add to.
  ///
  /// Its inputs and cotangents are those of the second one; the first one's have the same shapes.
  package func repeated(device: DeviceInfo) throws -> TracedOperation {
    let trace = OperationTrace(repeating: self, device: device)
    try NamedOperation.add(trace)
    return try trace.finish()
  }

  /// The names, in the graph, of an input or a cotangent of this operation and of one that stands beside it.
  static func graphNames(_ kind: String, _ name: String) -> [String] {
    ["\(kind) \(name)", "\(kind) \(name), again"]
  }
}
