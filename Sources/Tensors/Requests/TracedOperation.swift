import Device
import Operations

/// The graph of one operation, with the requested gradients.
package struct TracedOperation {
  /// A tensor in the device's layout, with its layout on the host.
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
  /// The number of the graph's nodes up to the outputs. The gradients' nodes follow.
  let forwardNodes: Int

  /// This operation twice in one graph, with the same parameters and separate inputs. The gradients are those
  /// of the parameters, to which both add.
  ///
  /// The inputs and cotangents are those of the second operation; the first one's have the same shapes.
  package func repeated(device: DeviceInfo) throws -> TracedOperation {
    let trace = OperationTrace(repeating: self, device: device)
    try NamedOperation.add(trace)
    return try trace.finish()
  }

  /// The gradients in a graph of their own, with the tensors of this graph that they need: `saved` names the
  /// inputs of the new graph that must hold these tensors.
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

  /// The names, in the graph, of an input or a cotangent of this operation and of the one that repeats it.
  static func graphNames(_ kind: String, _ name: String) -> [String] {
    ["\(kind) \(name)", "\(kind) \(name), again"]
  }
}
