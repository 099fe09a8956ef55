import Operations

extension Lowering {
  /// Merges batch normalizations, and their gradients, with the convolution that computes their first input.
  /// On GPUs the convolution's product then computes the statistics.
  mutating func joinNormalizedConvolutions() {
    join { node, graph in
      guard node.operation is BatchNormalization,
        let convolution = graph.nodes[node.inputs[0].node].operation as? ConvolutionOperation,
        !convolution.windows.isTransposed, convolution.activation == nil,
        !node.inputs.dropFirst().contains(node.inputs[0])
      else { return nil }
      return node.inputs[0].node
    } fuse: { node, partner, inputs, graph in
      let others = node.inputs.count - 1
      let outputs = graph.insert(
        NormalizedConvolution(
          convolution: partner.operation as! ConvolutionOperation,
          normalization: node.operation as! BatchNormalization),
        Array(inputs[others...] + inputs[..<others]))
      return outputs.dropFirst() + [outputs[0]]
    }
    join { node, graph in
      guard let normalization = node.operation as? NormalizationGradient, normalization.kind == .batch,
        let convolution = graph.nodes[node.inputs[2].node].operation as? ConvolutionInputGradient,
        !convolution.windows.isTransposed,
        node.inputs.enumerated().allSatisfy({ $0.offset == 2 || $0.element != node.inputs[2] })
      else { return nil }
      return node.inputs[2].node
    } fuse: { node, partner, inputs, graph in
      let outputs = graph.insert(
        NormalizedConvolutionGradient(
          convolution: partner.operation as! ConvolutionInputGradient,
          normalization: node.operation as! NormalizationGradient), inputs)
      return [outputs[0], outputs[1], outputs[3], outputs[2]]
    }
  }

  /// Merges each node with the earlier one that `partner` returns, provided that nothing reads the earlier
  /// one's outputs before it. `fuse` gets the inputs of `rebuild`, and returns the outputs of both, the
  /// node's first.
  private mutating func join(
    partner: (_ node: Graph.Node, _ graph: Graph) -> Int?,
    fuse: (_ node: Graph.Node, _ partner: Graph.Node, _ inputs: [Value], _ graph: Graph) -> [Value]
  ) {
    var users: [Int: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs.map(\.node)) { users[input, default: []].append(index) }
    }
    var partners: [Int: Int] = [:]
    var taken: Set<Int> = []
    for (index, node) in graph.nodes.enumerated() {
      guard let other = partner(node, graph), users[other]?.first == index, taken.insert(other).inserted
      else { continue }
      partners[index] = other
    }
    let old = graph
    rebuild(joining: partners) { index, node, inputs, graph in
      guard let partner = partners[index] else { return graph.insert(node.operation, inputs) }
      return fuse(node, old.nodes[partner], inputs, graph)
    }
  }
}
