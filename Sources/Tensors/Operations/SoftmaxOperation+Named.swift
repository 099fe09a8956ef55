import Operations

extension SoftmaxOperation {
  static let named =
    Softmax.Operation.allCases.map { operation in
      NamedOperation(operation.rawValue) { trace in
        let input = try trace.input("input")
        try trace.output(input.graph.apply(SoftmaxOperation(operation: operation), input))
      }
    } + [crossEntropy]

  /// Inputs: logits and target [..., columns], and weight [...].
  private static let crossEntropy = NamedOperation("softmax_cross_entropy") { trace in
    let logits = try trace.input("logits")
    let target = try trace.input("target", isConstant: true)
    let weight = try trace.input("weight", isConstant: true)
    try trace.request.require(
      !logits.shape.isEmpty && target.shape == logits.shape && weight.shape == logits.shape.dropLast(),
      "logits of shape \(logits.shape) need targets of that shape and a weight for each row, not \(target.shape) and \(weight.shape)"
    )
    try trace.output(logits.crossEntropy(target, weight: weight))
  }
}
