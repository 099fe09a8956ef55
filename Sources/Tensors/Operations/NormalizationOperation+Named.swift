import Operations

extension NormalizationGradient {
  static let named = [
    NamedOperation("layer_norm") { trace in
      let input = try trace.input("input")
      try trace.request.require(!input.shape.isEmpty, "the input \"input\" has no axis to normalize")
      let columns = input.shape.last!
      try trace.output(
        input.layerNormalized(
          weight: vector(trace, "weight", columns), bias: vector(trace, "bias", columns),
          epsilon: trace.request.float("epsilon", default: 1e-5)))
    },
    NamedOperation("batch_norm_train") { try traceBatch($0, ofBatch: true) },
    NamedOperation("batch_norm_eval") { try traceBatch($0, ofBatch: false) },
  ]

  /// For images [N, C, H, W] in the host's layout, or rows [N, C].
  private static func traceBatch(_ trace: OperationTrace, ofBatch: Bool) throws {
    let request = trace.request
    let rank = request.inputs["input"]?.shape.count
    try request.require(
      rank == nil || rank == 2 || rank == 4,
      "the input \"input\" must have 2 or 4 dimensions, not \(rank ?? 0)")
    let layout: Layout = rank == 4 ? .image : .same(2)
    let input = try trace.input("input", layout: layout)
    let channels = input.shape.last!
    let weight = try vector(trace, "weight", channels)
    let bias = try vector(trace, "bias", channels)
    let mean = try vector(trace, "running_mean", channels, isParameter: false)
    let variance = try vector(trace, "running_var", channels, isParameter: false)
    let epsilon = try request.float("epsilon", default: 1e-5)
    guard ofBatch else {
      try trace.output(
        input.batchNormalized(
          weight: weight, bias: bias, runningMean: mean, runningVariance: variance, epsilon: epsilon),
        layout: layout)
      return
    }
    try request.require(
      input.count > channels,
      "an input of shape \(input.shape) has one value per channel; its variance needs at least two")
    let results = input.batchNormalized(
      weight: weight, bias: bias, runningMean: mean, runningVariance: variance,
      momentum: try request.float("momentum", default: 0.1), epsilon: epsilon)
    try trace.output(results.output, layout: layout)
    try trace.output(results.runningMean, "running_mean", isConstant: true)
    try trace.output(results.runningVariance, "running_var", isConstant: true)
  }

  /// The input `name`, which must be a vector of `count` elements.
  private static func vector(
    _ trace: OperationTrace, _ name: String, _ count: Int, isParameter: Bool = true
  ) throws -> Tensor {
    let tensor =
      isParameter
      ? try trace.parameter(name, rank: 1) : try trace.input(name, rank: 1, isConstant: true)
    try trace.request.require(
      tensor.count == count, "the input \"\(name)\" has \(tensor.count) elements, but must have \(count)")
    return tensor
  }
}
