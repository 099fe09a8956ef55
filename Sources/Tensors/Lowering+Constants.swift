import Operations

extension Lowering {
  /// Applies operations to constants in advance, and removes operations that change nothing: products with 1,
  /// sums with 0, and repeated scalings of gradients.
  mutating func foldConstants() {
    rebuild { _, node, inputs, graph in
      Self.folded(node, inputs, graph) ?? graph.insert(node.operation, inputs)
    }
  }

  private static func folded(_ node: Graph.Node, _ inputs: [Value], _ graph: Graph) -> [Value]? {
    if node.operation is ScaleGradient { return inputs }
    if let reshape = node.operation as? Reshape, let value = constant(inputs[0], graph) {
      return graph.insert(Pointwise.constant(value, shape: reshape.shape), [])
    }
    guard let pointwise = node.operation as? Pointwise, pointwise.expression.steps.count == 1 else {
      return nil
    }
    func affine(_ input: Value, scale: Float, shift: Float) -> [Value] {
      if let value = constant(input, graph) {
        return graph.insert(Pointwise.constant(scale * value + shift, shape: pointwise.shape), [])
      }
      if scale == 1 && shift == 0 && graph.type(of: input).shape == pointwise.shape { return [input] }
      let expression = PointwiseExpression(.affine(scale: scale, shift: shift))
      return graph.insert(Pointwise(expression: expression, shape: pointwise.shape), [input])
    }
    let constants = inputs.map { constant($0, graph) }
    switch (pointwise.expression.steps[0].function, constants.first ?? nil, constants.last ?? nil) {
    case (.affine(let scale, let shift), _, _): return affine(inputs[0], scale: scale, shift: shift)
    case (.multiply, _, let factor?): return affine(inputs[0], scale: factor, shift: 0)
    case (.multiply, let factor?, _): return affine(inputs[1], scale: factor, shift: 0)
    case (.add, _, let addend?): return affine(inputs[0], scale: 1, shift: addend)
    case (.add, let addend?, _): return affine(inputs[1], scale: 1, shift: addend)
    case (.subtract, _, let subtrahend?): return affine(inputs[0], scale: 1, shift: -subtrahend)
    default: return nil
    }
  }

  /// The number that all elements of a value have; nil if that is not known.
  private static func constant(_ value: Value, _ graph: Graph) -> Float? {
    guard let pointwise = graph.nodes[value.node].operation as? Pointwise,
      case .constant(let constant) = pointwise.expression.steps[0].function,
      pointwise.expression.steps.count == 1
    else { return nil }
    return constant
  }
}
