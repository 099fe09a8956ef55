import Operations

extension Lowering {
  /// The gradients of a layer's weight and bias, which both read the gradient of its output, become one operation; those of
  /// convolutions on GPUs alone.
  mutating func joinParameterGradients(forGPU: Bool) {
    var firstUse: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs where firstUse[input.node] == nil { firstUse[input.node] = index }
    }
    var partners: [Int: Int] = [:]
    // The nodes that have no partner yet, by the gradient that they read.
    var open: [Value: (index: Int, isBias: Bool)] = [:]
    for (index, node) in graph.nodes.enumerated() {
      let isBias = node.operation is BiasGradient
      guard
        isBias || node.operation is LinearWeightGradient
          || forGPU && node.operation is ConvolutionWeightGradient
      else { continue }
      let gradient = node.inputs[1]
      if let other = open[gradient], other.isBias != isBias, firstUse[other.index] ?? .max > index {
        partners[index] = other.index
        open[gradient] = nil
      } else {
        open[gradient] = (index, isBias)
      }
    }
    let old = graph
    rebuild(joining: partners) { index, node, inputs, graph in
      guard let partner = partners[index] else { return graph.insert(node.operation, inputs) }
      let isBias = node.operation is BiasGradient
      let (bias, weight) = isBias ? (inputs[0], inputs[2]) : (inputs[3], inputs[0])
      let (gradient, input) = (inputs[1], isBias ? inputs[4] : inputs[2])
      let windows = [node.operation, old.nodes[partner].operation]
        .compactMap { ($0 as? ConvolutionWeightGradient)?.windows }.first
      let joined: any TensorOperation =
        windows.map(ConvolutionParameterGradients.init) ?? LinearParameterGradients()
      let sums = graph.insert(joined, [weight, bias, gradient, input])
      return isBias ? sums.reversed() : sums
    }
  }

  /// The largest number of elements of the operands of a small gradient. They must then be kept until the
  /// end.
  private static let largestGroupedCount = 1 << 20

  /// Merges the gradients of small layers' parameters into one operation at the end.
  mutating func groupParameterGradients() {
    let users = Set(graph.nodes.flatMap(\.inputs).map(\.node))
    let members = graph.nodes.indices.filter { index in
      let node = graph.nodes[index]
      guard !users.contains(index),
        node.operation is LinearParameterGradients || node.operation is LinearWeightGradient
      else { return false }
      return node.inputs.suffix(2).reduce(0) { $0 + graph.type(of: $1).count } <= Self.largestGroupedCount
    }
    guard members.count > 1 else { return }
    let isMember = Set(members)
    let old = graph
    let result = Graph(mergesCommonSubexpressions: graph.mergesCommonSubexpressions)
    var mapped = [[Value]](repeating: [], count: graph.nodes.count)
    func value(_ old: Value) -> Value { mapped[old.node][old.output] }
    for (index, node) in old.nodes.enumerated() where !isMember.contains(index) {
      mapped[index] = result.insert(node.operation, node.inputs.map(value))
    }
    let nodes = members.map { old.nodes[$0] }
    let hasBias = nodes.map { $0.operation is LinearParameterGradients }
    let sums = nodes.flatMap { $0.inputs.dropLast(2) }
    let operands = nodes.flatMap { $0.inputs.suffix(2) }
    var outputs = result.insert(GroupedParameterGradients(hasBias: hasBias), (sums + operands).map(value))[
      ...]
    for (index, node) in zip(members, nodes) {
      mapped[index] = Array(outputs.prefix(node.outputs.count))
      outputs = outputs.dropFirst(node.outputs.count)
    }
    replace(result, roots: roots.map(value))
  }
}
