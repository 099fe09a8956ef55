import Device

extension Normalization {
  static let definitions = [
    OperationDefinition("layer_norm") { binder in
      let input = try binder.input("input")
      try binder.require(!input.shape.isEmpty, "the input \"input\" has no axis to normalize")
      let (rows, columns) = input.rowsAndColumns
      let weight = try binder.vector("weight", count: columns)
      let bias = try binder.vector("bias", count: columns)
      let output = try binder.output("output", input.shape)
      let statistics = try binder.context.makeArray([rows, 2])
      let bytes = Double(4 * input.count)
      binder.forward(
        try layerForward(
          input: input, weight: weight, bias: bias, output: output, statistics: statistics,
          epsilon: binder.float("epsilon", default: 1e-5), context: binder.context),
        work: Work(bytes: 2 * bytes))
      guard binder.differentiates else { return }
      binder.backward(
        try layerBackward(
          input: input, weight: weight, statistics: statistics, outputGradient: binder.cotangent(),
          inputGradient: binder.gradient("input"),
          weightGradient: binder.gradient("weight", accumulates: true),
          biasGradient: binder.gradient("bias", accumulates: true), context: binder.context),
        work: Work(bytes: 3 * bytes))
    },
    OperationDefinition("batch_norm_train") { try bindBatch($0, ofBatch: true) },
    OperationDefinition("batch_norm_eval") { try bindBatch($0, ofBatch: false) },
  ]

  /// Images [N, C, H, W] on the host, or rows [N, C].
  private static func bindBatch(_ binder: Binder, ofBatch: Bool) throws {
    let rank = binder.request.inputs["input"]?.shape.count
    try binder.require(
      rank == nil || rank == 2 || rank == 4,
      "the input \"input\" must have 2 or 4 dimensions, not \(rank ?? 0)")
    let layout: Layout = rank == 4 ? .image : .same(2)
    let input = try binder.input("input", layout: layout)
    let (rows, channels) = input.rowsAndColumns
    let weight = try binder.vector("weight", count: channels)
    let bias = try binder.vector("bias", count: channels)
    let runningMean = try binder.vector("running_mean", count: channels)
    let runningVariance = try binder.vector("running_var", count: channels)
    let output = try binder.output("output", input.shape, layout: layout)
    let statistics = try binder.context.makeArray([2, channels])
    let bytes = Double(4 * input.count)
    let epsilon = try binder.float("epsilon", default: 1e-5)
    if ofBatch {
      try binder.require(
        rows > 1,
        "an input of shape \(input.shape) has one value per channel; its variance needs at least two")
      binder.forward(
        try batchForward(
          input: input, weight: weight, bias: bias, runningMean: runningMean,
          runningVariance: runningVariance, output: output,
          nextRunningMean: binder.output("running_mean", [channels]),
          nextRunningVariance: binder.output("running_var", [channels]), statistics: statistics,
          momentum: binder.float("momentum", default: 0.1), epsilon: epsilon, context: binder.context),
        work: Work(bytes: 3 * bytes))
    } else {
      binder.forward(
        try batchEvaluationForward(
          input: input, weight: weight, bias: bias, runningMean: runningMean,
          runningVariance: runningVariance, output: output, statistics: statistics, epsilon: epsilon,
          context: binder.context), work: Work(bytes: 2 * bytes))
    }
    guard binder.differentiates else { return }
    binder.backward(
      try batchBackward(
        input: input, weight: weight, statistics: statistics, outputGradient: binder.cotangent(),
        inputGradient: binder.gradient("input"),
        weightGradient: binder.gradient("weight", accumulates: true),
        biasGradient: binder.gradient("bias", accumulates: true), ofBatch: ofBatch, context: binder.context),
      work: Work(bytes: 5 * bytes))
  }
}

extension Binder {
  /// The input `name`, which must be a vector of `count` elements.
  func vector(_ name: String, count: Int) throws -> DeviceArray {
    let array = try input(name, rank: 1)
    try require(
      array.count == count, "the input \"\(name)\" has \(array.count) elements, but must have \(count)")
    return array
  }
}
