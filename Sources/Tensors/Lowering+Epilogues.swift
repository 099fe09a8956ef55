import Operations

extension Lowering {
  /// Merges the operations on a product's result into the product: a sum, an activation, or an activation's
  /// gradient.
  mutating func fuseEpilogues(forGPU: Bool) {
    let uses = useCounts()
    // The results in the new graph that have a single user.
    var single: Set<Value> = []
    rebuild { index, node, inputs, graph in
      let result =
        Self.epilogue(node, inputs, single, graph, forGPU: forGPU).map { graph.insert($0.0, $0.1) }
        ?? graph.insert(node.operation, inputs)
      for (output, value) in result.enumerated() where uses[Value(node: index, output: output)] == 1 {
        single.insert(value)
      }
      return result
    }
  }

  private static func epilogue(
    _ node: Graph.Node, _ inputs: [Value], _ single: Set<Value>, _ graph: Graph, forGPU: Bool
  ) -> (any TensorOperation, [Value])? {
    guard let pointwise = node.operation as? Pointwise, pointwise.expression.steps.count == 1 else {
      return nil
    }
    /// The product that computes the value; nil if this node is not its only user.
    func product(_ value: Value) -> (operation: any EpilogueOperation, inputs: [Value])? {
      guard single.contains(value), graph.type(of: value).shape == pointwise.shape,
        let operation = graph.nodes[value.node].operation as? any EpilogueOperation
      else { return nil }
      return (operation, graph.nodes[value.node].inputs)
    }
    switch pointwise.expression.steps[0].function {
    case .activation(let activation):
      guard let product = product(inputs[0]), let fused = product.operation.activated(by: activation) else {
        return nil
      }
      return (fused, product.inputs)
    case .activationGradientFromOutput(let activation):
      guard let product = product(inputs[1]) else { return nil }
      return product.operation.gated(by: activation, product.inputs, value: inputs[0])
    case .add:
      for (sum, other) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
        if graph.type(of: sum).shape == pointwise.shape, let product = product(other),
          forGPU || product.operation.addsOnCPUs,
          let fused = product.operation.addedTo(product.inputs, sum: sum)
        {
          return fused
        }
      }
      return nil
    default: return nil
    }
  }
}
