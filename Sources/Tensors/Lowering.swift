import Operations

/// Rewrites a graph on its way to an executable.
struct Lowering {
  private(set) var graph: Graph
  /// The values that must be computed, in the caller's order.
  private(set) var roots: [Value]

  init(_ graph: Graph, roots: [Value], transformations: Transformations) {
    self.graph = graph
    self.roots = roots
    if transformations.contains(.folding) { foldConstants() }
    let isForGPU = transformations.contains(.gpuFusion)
    removeDeadWork()
    if isForGPU {
      sliceJoins()
      removeDeadWork()
    }
    if transformations.contains(.fusion) {
      fuseNormalizations()
      fuseEpilogues(forGPU: isForGPU)
      if isForGPU { joinNormalizedConvolutions() }
      removeDeadWork()
      fusePointwise()
      joinParameterGradients(forGPU: isForGPU)
      if isForGPU { groupParameterGradients() }
    }
    removeDeadWork()
  }

  /// The lowering for a row program, which itself merges operations on a product's result into the product.
  init(rowsOf graph: Graph, roots: [Value]) {
    self.graph = graph
    self.roots = roots
    foldConstants()
    expandNormalization()
    removeDeadWork()
    fusePointwise()
    removeDeadWork()
  }

  /// The names of the operations that run, in order. Sources do not run.
  var operationNames: [String] {
    graph.nodes.filter { !($0.operation is Source) }.map(\.operation.name)
  }

  /// The number of nodes that use each value; use as a result counts as one.
  func useCounts() -> [Value: Int] {
    var counts: [Value: Int] = [:]
    for node in graph.nodes {
      for value in Set(node.inputs) { counts[value, default: 0] += 1 }
    }
    for value in roots { counts[value, default: 0] += 1 }
    return counts
  }

  /// Rebuilds the graph. For each node with its inputs in the new graph, `rewrite` returns the values that
  /// replace its outputs.
  ///
  /// A node of `partners` also replaces the earlier node that is named there, whose outputs nothing may use
  /// between the two. `inputs` are then the node's inputs without the other's outputs, followed by the
  /// other's inputs; the values that replace the other's outputs come last.
  mutating func rebuild(
    where isKept: (Int) -> Bool = { _ in true }, joining partners: [Int: Int] = [:],
    _ rewrite: (_ index: Int, _ node: Graph.Node, _ inputs: [Value], _ graph: Graph) -> [Value]
  ) {
    let result = Graph(mergesCommonSubexpressions: graph.mergesCommonSubexpressions)
    var mapped = [[Value]](repeating: [], count: graph.nodes.count)
    let joined = Set(partners.values)
    for (index, node) in graph.nodes.enumerated() where isKept(index) && !joined.contains(index) {
      let partner = partners[index]
      let inputs = node.inputs.filter { $0.node != partner } + (partner.map { graph.nodes[$0].inputs } ?? [])
      let outputs = rewrite(index, node, inputs.map { mapped[$0.node][$0.output] }, result)
      mapped[index] = Array(outputs.prefix(node.outputs.count))
      if let partner { mapped[partner] = Array(outputs.dropFirst(node.outputs.count)) }
    }
    replace(result, roots: roots.map { mapped[$0.node][$0.output] })
  }

  mutating func replace(_ graph: Graph, roots: [Value]) { (self.graph, self.roots) = (graph, roots) }

  private mutating func removeDeadWork() {
    var isLive = [Bool](repeating: false, count: graph.nodes.count)
    for root in roots { isLive[root.node] = true }
    for index in graph.nodes.indices.reversed() where isLive[index] {
      for input in graph.nodes[index].inputs { isLive[input.node] = true }
    }
    rebuild(where: { isLive[$0] }) { _, node, inputs, graph in graph.insert(node.operation, inputs) }
  }

  // MARK: Pointwise chains

  /// The largest numbers of inputs and steps of a fused kernel.
  private static let largestInputCount = 12
  private static let largestStepCount = 32

  private mutating func fusePointwise() {
    let uses = useCounts()
    // The expressions in the new graph that may be merged into their only user.
    var open: [Value: (expression: Pointwise, inputs: [Value])] = [:]
    rebuild { index, node, mapped, graph in
      var inputs = mapped
      guard var pointwise = node.operation as? Pointwise else { return graph.insert(node.operation, inputs) }
      (pointwise, inputs) = Self.merging(pointwise, inputs)
      var place = 0
      while place < inputs.count {
        if let (inner, innerInputs) = open[inputs[place]],
          innerInputs.isEmpty || inner.shape == pointwise.shape,
          Set(inputs + innerInputs).count <= Self.largestInputCount,
          inner.expression.steps.count + pointwise.expression.steps.count <= Self.largestStepCount
        {
          (pointwise, inputs) = Self.fuse(pointwise, inputs, input: place, inner, innerInputs)
        } else {
          place += 1
        }
      }
      let outputs = graph.insert(pointwise, inputs)
      let isSingle = uses[Value(node: index, output: 0)] == 1
      if inputs.isEmpty || isSingle { open[outputs[0]] = (pointwise, inputs) }
      return outputs
    }
  }

  /// `outer` with its input `place` replaced by `inner`.
  private static func fuse(
    _ outer: Pointwise, _ inputs: [Value], input place: Int, _ inner: Pointwise, _ innerInputs: [Value]
  ) -> (Pointwise, [Value]) {
    let expression = outer.expression.replacing(input: place, with: inner.expression)
    var all = inputs
    all.remove(at: place)
    return merging(Pointwise(expression: expression, shape: outer.shape), all + innerInputs)
  }

  /// The same function with each distinct input read once.
  private static func merging(_ pointwise: Pointwise, _ all: [Value]) -> (Pointwise, [Value]) {
    var distinct: [Value] = []
    let same = all.map { value in
      if let known = distinct.firstIndex(of: value) { return known }
      distinct.append(value)
      return distinct.count - 1
    }
    return (
      Pointwise(
        expression: pointwise.expression.merging(same, count: distinct.count), shape: pointwise.shape),
      distinct
    )
  }
}
