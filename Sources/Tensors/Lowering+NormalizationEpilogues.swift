import Operations

extension Lowering {
  /// Merges a sum with a batch normalization's result, and then an activation of it, into the normalization.
  mutating func fuseNormalizations() {
    joinNormalizations { pointwise, inputs, normalization in
      guard pointwise.expression.steps.first?.function == .add, !normalization.hasSum,
        normalization.activation == nil, Set(inputs).count == 2
      else { return nil }
      var operation = normalization
      operation.hasSum = true
      return operation
    }
    joinNormalizations { pointwise, _, normalization in
      guard case .activation(let activation) = pointwise.expression.steps.first?.function,
        normalization.activation == nil
      else { return nil }
      var operation = normalization
      operation.activation = activation
      return operation
    }
  }

  /// Merges each node of one pointwise function that is the only user of a normalization's result with the
  /// normalization, as `fuse` says; nothing changes if it returns nil. Other inputs of the function become
  /// the normalization's last inputs.
  private mutating func joinNormalizations(
    _ fuse: (_ pointwise: Pointwise, _ inputs: [Value], _ normalization: BatchNormalization) ->
      BatchNormalization?
  ) {
    var users: [Value: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { users[input, default: []].append(index) }
    }
    let roots = Set(self.roots)
    var partners: [Int: Int] = [:]
    var fused: [Int: BatchNormalization] = [:]
    for (index, node) in graph.nodes.enumerated() {
      guard let pointwise = node.operation as? Pointwise, pointwise.expression.steps.count == 1 else {
        continue
      }
      for input in node.inputs where input.output == 0 {
        guard fused[index] == nil, !partners.values.contains(input.node),
          let operation = graph.nodes[input.node].operation as? BatchNormalization, users[input] == [index],
          !roots.contains(input), node.inputs.allSatisfy({ graph.type(of: $0).shape == pointwise.shape }),
          isUnused(normalizationAt: input.node, before: index, users: users),
          let result = fuse(pointwise, node.inputs, operation)
        else { continue }
        partners[index] = input.node
        fused[index] = result
      }
    }
    guard !partners.isEmpty else { return }
    rebuild(joining: partners) { index, node, inputs, graph in
      guard let operation = fused[index] else { return graph.insert(node.operation, inputs) }
      let others = node.inputs.count { $0.node != partners[index] }
      let outputs = graph.insert(operation, Array(inputs[others...] + inputs[..<others]))
      return [outputs[0]] + outputs
    }
  }

  /// Whether no node before `end` uses an output of node `index`.
  private func isUnused(normalizationAt index: Int, before end: Int, users: [Value: [Int]]) -> Bool {
    graph.nodes[index].outputs.indices.allSatisfy { output in
      users[Value(node: index, output: output), default: []].allSatisfy { $0 >= end }
    }
  }
}
