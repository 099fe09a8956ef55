import Device

extension Categorical {
  /// The value of epsilon that MuZero uses.
  private static let defaultEpsilon: Float = 1e-3

  static let definitions = [
    OperationDefinition("support_transform") { binder in
      let input = try binder.input("input")
      binder.forward(
        try transform(
          input: input, output: binder.output("output", input.shape), epsilon: epsilon(binder),
          context: binder.context), work: Work(bytes: Double(8 * input.count)))
    },
    OperationDefinition("support_inverse_transform") { binder in
      let input = try binder.input("input")
      binder.forward(
        try inverseTransform(
          input: input, output: binder.output("output", input.shape), epsilon: epsilon(binder),
          context: binder.context), work: Work(bytes: Double(8 * input.count)))
    },
    OperationDefinition("scalar_to_support") { binder in
      let scalar = try binder.input("input")
      let bins = try binder.integer("bins")
      try requireOdd(bins, binder)
      let probability = try binder.output("output", scalar.shape + [bins])
      binder.forward(
        try twoHot(
          scalar: scalar, probability: probability, epsilon: epsilon(binder), context: binder.context),
        work: Work(bytes: Double(4 * probability.count)))
    },
    OperationDefinition("support_to_scalar") { binder in
      let logits = try bindLogits(binder)
      let shape = Array(logits.shape.dropLast())
      let statistics = try binder.context.makeArray([shape.product, 3])
      let bytes = Double(4 * logits.count)
      let epsilon = try epsilon(binder)
      binder.forward(
        try scalarForward(
          logits: logits, output: binder.output("output", shape), statistics: statistics, epsilon: epsilon,
          context: binder.context), work: Work(bytes: bytes))
      if let gradient = try binder.gradient("logits") {
        binder.backward(
          try scalarBackward(
            logits: logits, statistics: statistics, outputGradient: binder.cotangent(),
            logitsGradient: gradient, epsilon: epsilon, context: binder.context),
          work: Work(bytes: 2 * bytes))
      }
    },
    OperationDefinition("categorical_value_loss") { binder in
      let logits = try bindLogits(binder)
      let shape = Array(logits.shape.dropLast())
      let target = try binder.input("target")
      let weight = try binder.input("weight")
      for (name, array) in [("target", target), ("weight", weight)] {
        try binder.require(
          array.shape == shape,
          "the input \"\(name)\" has shape \(array.shape), but logits of shape \(logits.shape) need \(shape)")
      }
      let statistics = try binder.context.makeArray([shape.product, 2])
      let bytes = Double(4 * logits.count)
      let epsilon = try epsilon(binder)
      binder.forward(
        try valueLossForward(
          logits: logits, target: target, weight: weight, output: binder.output("output", shape),
          statistics: statistics, epsilon: epsilon, context: binder.context), work: Work(bytes: bytes))
      if let gradient = try binder.gradient("logits") {
        binder.backward(
          try valueLossBackward(
            logits: logits, target: target, weight: weight, statistics: statistics,
            outputGradient: binder.cotangent(), logitsGradient: gradient, epsilon: epsilon,
            context: binder.context), work: Work(bytes: 2 * bytes))
      }
    },
  ]

  private static func epsilon(_ binder: Binder) throws -> Float {
    let epsilon = try binder.float("epsilon", default: defaultEpsilon)
    try binder.require(epsilon >= 0, "the attribute \"epsilon\" is \(epsilon), but must not be negative")
    return epsilon
  }

  private static func requireOdd(_ bins: Int, _ binder: Binder) throws {
    try binder.require(
      bins > 0 && bins % 2 == 1,
      "there must be an odd number of bins, half below zero and half above, but there are \(bins)")
  }

  /// The input logits [..., bins], whose last axis must be the attribute `bins` where that is given.
  private static func bindLogits(_ binder: Binder) throws -> DeviceArray {
    let logits = try binder.input("logits")
    try binder.require(!logits.shape.isEmpty, "the input \"logits\" has no axis of bins")
    let bins = logits.shape[logits.shape.count - 1]
    try requireOdd(bins, binder)
    let wanted = try binder.integer("bins", default: bins)
    try binder.require(
      wanted == bins, "the input \"logits\" has \(bins) bins, but the attribute says \(wanted)")
    return logits
  }
}
