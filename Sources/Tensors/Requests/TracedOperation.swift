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
  /// The graph's nodes up to the outputs; behind them stand the gradients.
  let forwardNodes: Int

  /// This operation twice in one graph, of the same parameters and of inputs of their own: the gradients are those of
  /// the parameters, which both add to.
  ///
  /// Its inputs and cotangents are those of the second one; the first one's have the same shapes.
  package func repeated(device: DeviceInfo) throws -> TracedOperation {
    let trace = OperationTrace(repeating: self, device: device)
    try NamedOperation.add(trace)
    return try trace.finish()
  }

  /// The gradients alone, in a graph of their own, with what they need of the way to the outputs: inputs of that graph
  /// by name, with the tensors of this one that they are to hold.
  package func backward() -> (operation: TracedOperation, saved: [String: Tensor]) {
    let result = Graph()
    var saved: [String: Tensor] = [:]
    var mapped: [[Value]] = []
    for (index, node) in graph.nodes.enumerated() {
      if index < forwardNodes && !(node.operation is Source) {
        mapped.append(
          node.outputs.indices.map { output in
            let tensor = Tensor(graph: graph, value: Value(node: index, output: output))
            let name = "saved \(index).\(output)"
            saved[name] = tensor
            return result.input(name, tensor.shape, tensor.element).value
          })
      } else {
        mapped.append(result.insert(node.operation, node.inputs.map { mapped[$0.node][$0.output] }))
      }
    }
    func moved(_ ports: [String: Port]) -> [String: Port] {
      ports.mapValues { port in
        let value = port.tensor.value
        return Port(
          tensor: Tensor(graph: result, value: mapped[value.node][value.output]), layout: port.layout)
      }
    }
    let operation = TracedOperation(
      request: request, graph: result, inputs: moved(inputs), outputs: [:], cotangents: moved(cotangents),
      gradients: moved(gradients), parameters: parameters, forwardNodes: 0)
    return (operation, saved)
  }

  /// The names, in the graph, of an input or a cotangent of this operation and of one that stands beside it.
  static func graphNames(_ kind: String, _ name: String) -> [String] {
    ["\(kind) \(name)", "\(kind) \(name), again"]
  }
}
