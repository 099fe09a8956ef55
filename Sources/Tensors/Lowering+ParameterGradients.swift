import Operations

extension Lowering {
  /// The gradients of a layer's weight and bias, which both read the gradient of its output, become one operation.
  mutating func joinParameterGradients() {
    var firstUse: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs where firstUse[input.node] == nil { firstUse[input.node] = index }
    }
    var partners: [Int: Int] = [:]
    // Nodes that have no partner yet, by the gradient that they read.
    var open: [Value: (index: Int, isBias: Bool)] = [:]
    for (index, node) in graph.nodes.enumerated() {
      let isBias = node.operation is BiasGradient
      guard isBias || node.operation is LinearWeightGradient else { continue }
      let gradient = node.inputs[1]
      if let other = open[gradient], other.isBias != isBias, firstUse[other.index] ?? .max > index {
        partners[index] = other.index
        open[gradient] = nil
      } else {
        open[gradient] = (index, isBias)
      }
    }
    rebuild(joining: partners) { index, node, inputs, graph in
      guard partners[index] != nil else { return graph.insert(node.operation, inputs) }
      let isBias = node.operation is BiasGradient
      let (bias, weight) = isBias ? (inputs[0], inputs[2]) : (inputs[3], inputs[0])
      let (gradient, input) = (inputs[1], isBias ? inputs[4] : inputs[2])
      let sums = graph.insert(LinearParameterGradients(), [weight, bias, gradient, input])
      return isBias ? sums.reversed() : sums
    }
  }
}
