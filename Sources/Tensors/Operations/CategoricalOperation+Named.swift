import Operations

extension CategoricalValueLoss {
  static let named = [
    NamedOperation("support_transform") { trace in
      try trace.output(trace.input("input", isConstant: true).supportTransformed(epsilon: epsilon(trace)))
    },
    NamedOperation("support_inverse_transform") { trace in
      try trace.output(
        trace.input("input", isConstant: true).supportTransformed(inverse: true, epsilon: epsilon(trace)))
    },
    NamedOperation("scalar_to_support") { trace in
      let scalar = try trace.input("input", isConstant: true)
      let bins = try trace.request.integer("bins")
      try requireOdd(bins, trace)
      try trace.check(scalar.shape + [bins])
      try trace.output(scalar.twoHot(bins: bins, epsilon: epsilon(trace)))
    },
    NamedOperation("support_to_scalar") { trace in
      try trace.output(logits(trace).supportToScalar(epsilon: epsilon(trace)))
    },
    NamedOperation("categorical_value_loss") { trace in
      let logits = try logits(trace)
      let shape = Array(logits.shape.dropLast())
      let target = try trace.input("target", isConstant: true)
      let weight = try trace.input("weight", isConstant: true)
      for (name, tensor) in [("target", target), ("weight", weight)] {
        try trace.request.require(
          tensor.shape == shape,
          "the input \"\(name)\" has shape \(tensor.shape), but logits of shape \(logits.shape) need \(shape)"
        )
      }
      try trace.output(
        logits.categoricalValueLoss(target: target, weight: weight, epsilon: epsilon(trace)))
    },
  ]

  /// The attribute `epsilon`, or MuZero's value.
  private static func epsilon(_ trace: OperationTrace) throws -> Float {
    let epsilon = try trace.request.float("epsilon", default: 1e-3)
    try trace.request.require(
      epsilon >= 0, "the attribute \"epsilon\" is \(epsilon), but must not be negative")
    return epsilon
  }

  private static func requireOdd(_ bins: Int, _ trace: OperationTrace) throws {
    try trace.request.require(
      bins > 0 && bins % 2 == 1,
      "there must be an odd number of bins, half below zero and half above, but there are \(bins)")
  }

  /// The input logits [..., bins]. Its last axis must be the attribute `bins`, if that is given.
  private static func logits(_ trace: OperationTrace) throws -> Tensor {
    let logits = try trace.input("logits")
    try trace.request.require(!logits.shape.isEmpty, "the input \"logits\" has no axis of bins")
    let bins = logits.shape.last!
    try requireOdd(bins, trace)
    let wanted = try trace.request.integer("bins", default: bins)
    try trace.request.require(
      wanted == bins, "the input \"logits\" has \(bins) bins, but the attribute says \(wanted)")
    return logits
  }
}
