import Device

/// Diagonal normal distributions, by mean and standard deviation.
package enum Gaussian {
  private static let file = "gaussian"

  /// The means and deviations of a posterior and a prior, or their gradients; all [..., columns].
  package struct Pair: Sendable {
    package let posteriorMean: DeviceArray
    package let posteriorDeviation: DeviceArray
    package let priorMean: DeviceArray
    package let priorDeviation: DeviceArray

    package init(
      posteriorMean: DeviceArray, posteriorDeviation: DeviceArray, priorMean: DeviceArray,
      priorDeviation: DeviceArray
    ) {
      self.posteriorMean = posteriorMean
      self.posteriorDeviation = posteriorDeviation
      self.priorMean = priorMean
      self.priorDeviation = priorDeviation
      let shapes = arrays.map(\.shape)
      precondition(shapes.allSatisfy { $0 == shapes[0] }, "gaussian_kl of shapes \(shapes)")
    }

    var arrays: [DeviceArray] { [posteriorMean, posteriorDeviation, priorMean, priorDeviation] }
  }

  /// output = KL(posterior ‖ prior), summed over the last axis.
  ///
  /// Shapes: inputs [..., columns], output [...].
  package static func divergenceForward(inputs: Pair, output: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    try divergence("gaussian_kl_forward", inputs, inputs.arrays + [output], perRow: output, context)
  }

  /// Assigns the gradients of all four inputs.
  ///
  /// Shapes: inputs, gradients [..., columns]; outputGradient [...].
  package static func divergenceBackward(
    inputs: Pair, outputGradient: DeviceArray, gradients: Pair, context: OperationContext
  ) throws -> [any Launch] {
    precondition(
      gradients.priorMean.count == inputs.priorMean.count,
      "gaussian_kl: inputs \(inputs.priorMean.shape), gradients \(gradients.priorMean.shape)")
    return try divergence(
      "gaussian_kl_backward", inputs, inputs.arrays + [outputGradient] + gradients.arrays,
      perRow: outputGradient, context)
  }

  private static func divergence(
    _ kernel: String, _ inputs: Pair, _ arrays: [DeviceArray], perRow: DeviceArray,
    _ context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = inputs.posteriorMean.rowsAndColumns
    precondition(
      perRow.count == rows, "gaussian_kl: inputs \(inputs.posteriorMean.shape), output \(perRow.shape)")
    let teams = RowTeams(rows: rows, columns: columns, context: context)
    let sizes: [Argument] = [.int(rows), .int(columns), .int(teams.rowsPerTeam)]
    return [
      try teams.launch(
        kernel, in: file, after: ["exponential"], arrays.map(Argument.array) + sizes, context: context)
    ]
  }

  /// output = mean + deviation · noise; all of one shape.
  package static func sampleForward(
    mean: DeviceArray, deviation: DeviceArray, noise: DeviceArray, output: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try sample("gaussian_sample_forward", [mean, deviation, noise, output], context)
  }

  /// Assigns meanGradient and deviationGradient; all of one shape.
  package static func sampleBackward(
    noise: DeviceArray, outputGradient: DeviceArray, meanGradient: DeviceArray,
    deviationGradient: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    try sample(
      "gaussian_sample_backward", [noise, outputGradient, meanGradient, deviationGradient], context)
  }

  private static func sample(_ kernel: String, _ arrays: [DeviceArray], _ context: OperationContext) throws
    -> [any Launch]
  {
    let count = arrays[0].count
    precondition(arrays.allSatisfy { $0.count == count }, "\(kernel) of shapes \(arrays.map(\.shape))")
    return [
      try context.launchFlat(
        kernel, in: file, after: ["team", "exponential"], arrays.map(Argument.array) + [.int(count)],
        count: count)
    ]
  }

  /// Noise and what is drawn with it, or its gradient; all [..., columns].
  package struct Draw: Sendable {
    package let noise: DeviceArray
    package let sample: DeviceArray

    package init(noise: DeviceArray, sample: DeviceArray) {
      self.noise = noise
      self.sample = sample
    }
  }

  /// mean = the first half of a row, deviation = softplus(the second half) + minimum, and, where there is a draw, its
  /// sample = mean + deviation · noise.
  ///
  /// Shapes: parameters [..., 2 · columns], others [..., columns].
  package static func headForward(
    parameters: DeviceArray, minimum: Float, mean: DeviceArray, deviation: DeviceArray, draw: Draw?,
    context: OperationContext
  ) throws -> [any Launch] {
    try head(
      "gaussian_head_forward",
      [parameters, draw?.noise ?? mean, mean, deviation, draw?.sample ?? mean], like: mean,
      [.float(minimum)], hasDraw: draw != nil, context)
  }

  /// Assigns parametersGradient; the draw's sample is the gradient of the sample.
  ///
  /// Shapes: parameters and its gradient [..., 2 · columns], others [..., columns].
  package static func headBackward(
    parameters: DeviceArray, meanGradient: DeviceArray, deviationGradient: DeviceArray, draw: Draw?,
    parametersGradient: DeviceArray, context: OperationContext
  ) throws -> [any Launch] {
    try head(
      "gaussian_head_backward",
      [
        parameters, draw?.noise ?? meanGradient, meanGradient, deviationGradient,
        draw?.sample ?? meanGradient, parametersGradient,
      ],
      like: meanGradient, [], hasDraw: draw != nil, context)
  }

  private static func head(
    _ kernel: String, _ arrays: [DeviceArray], like mean: DeviceArray, _ values: [Argument], hasDraw: Bool,
    _ context: OperationContext
  ) throws -> [any Launch] {
    let (rows, columns) = mean.rowsAndColumns
    precondition(
      arrays.allSatisfy { [mean.count, 2 * mean.count].contains($0.count) },
      "\(kernel) of shapes \(arrays.map(\.shape))")
    let teams = RowTeams(rows: rows, columns: columns, context: context)
    return [
      try teams.launch(
        kernel, in: file, after: ["exponential"], macros: hasDraw ? ["SAMPLE": "1"] : [:],
        arrays.map(Argument.array) + values + [.int(rows), .int(columns), .int(teams.rowsPerTeam)],
        context: context)
    ]
  }

  static let definitions = [
    OperationDefinition("gaussian_kl") { binder in
      let names = ["posterior_mean", "posterior_std", "prior_mean", "prior_std"]
      let arrays = try sameShape(names, binder)
      let shape = arrays[0].shape
      try binder.require(!shape.isEmpty, "the inputs have no axis to sum over")
      let inputs = pair(arrays)
      let output = try binder.output("output", Array(shape.dropLast()))
      let bytes = Double(4 * arrays[0].count)
      binder.forward(
        try divergenceForward(inputs: inputs, output: output, context: binder.context),
        work: Work(bytes: 4 * bytes))
      guard binder.differentiates else { return }
      let gradients = try names.map { try binder.gradient($0) ?? binder.context.makeArray(shape) }
      binder.backward(
        try divergenceBackward(
          inputs: inputs, outputGradient: binder.cotangent(), gradients: pair(gradients),
          context: binder.context), work: Work(bytes: 8 * bytes))
    },
    OperationDefinition("gaussian_sample") { binder in
      let arrays = try sameShape(["mean", "std", "noise"], binder)
      let output = try binder.output("output", arrays[0].shape)
      let bytes = Double(4 * output.count)
      binder.forward(
        try sampleForward(
          mean: arrays[0], deviation: arrays[1], noise: arrays[2], output: output, context: binder.context),
        work: Work(bytes: 4 * bytes))
      guard binder.differentiates else { return }
      binder.backward(
        try sampleBackward(
          noise: arrays[2], outputGradient: binder.cotangent(),
          meanGradient: binder.gradient("mean") ?? binder.context.makeArray(output.shape),
          deviationGradient: binder.gradient("std") ?? binder.context.makeArray(output.shape),
          context: binder.context), work: Work(bytes: 4 * bytes))
    },
    OperationDefinition("gaussian_head") { binder in
      let parameters = try binder.input("parameters")
      let shape = Array(parameters.shape.dropLast()) + [(parameters.shape.last ?? 0) / 2]
      try binder.require(
        parameters.shape.last.map { $0 % 2 == 0 } ?? false,
        "the input \"parameters\" has shape \(parameters.shape); its last size must be even")
      let noise = try binder.request.inputs["noise"].map { _ in try binder.input("noise") }
      try binder.require(
        noise == nil || noise!.shape == shape,
        "the input \"noise\" has shape \(noise?.shape ?? []), but must have \(shape)")
      let (mean, deviation) = (try binder.output("mean", shape), try binder.output("std", shape))
      let sample = try noise.map { _ in try binder.output("sample", shape) }
      let bytes = Double(4 * mean.count)
      func draw(_ sample: DeviceArray?) -> Draw? {
        if let noise, let sample { Draw(noise: noise, sample: sample) } else { nil }
      }
      binder.forward(
        try headForward(
          parameters: parameters, minimum: binder.float("minimum", default: 0), mean: mean,
          deviation: deviation, draw: draw(sample), context: binder.context),
        work: Work(bytes: (noise == nil ? 4 : 6) * bytes))
      guard let gradient = try binder.gradient("parameters") else { return }
      binder.backward(
        try headBackward(
          parameters: parameters, meanGradient: binder.cotangent("mean"),
          deviationGradient: binder.cotangent("std"),
          draw: draw(sample == nil ? nil : binder.cotangent("sample")), parametersGradient: gradient,
          context: binder.context), work: Work(bytes: (noise == nil ? 6 : 8) * bytes))
    },
  ]

  private static func pair(_ arrays: [DeviceArray]) -> Pair {
    Pair(
      posteriorMean: arrays[0], posteriorDeviation: arrays[1], priorMean: arrays[2], priorDeviation: arrays[3]
    )
  }

  private static func sameShape(_ names: [String], _ binder: Binder) throws -> [DeviceArray] {
    let arrays = try names.map { try binder.input($0) }
    try binder.require(
      arrays.allSatisfy { $0.shape == arrays[0].shape },
      "the inputs \(names) have shapes \(arrays.map(\.shape)), but must have the same")
    return arrays
  }
}
