import Device

/// Diagonal normal distributions, given by means and standard deviations.
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
    let workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    let sizes: [Argument] = [.int(rows), .int(columns), .int(workGroups.rowsPerGroup)]
    return [
      try workGroups.launch(
        kernel, in: file, after: ["exponential"], arrays.map(Argument.array) + sizes, context: context)
    ]
  }

  /// output = mean + deviation · noise; all arrays have the same shape.
  package static func sampleForward(
    mean: DeviceArray, deviation: DeviceArray, noise: DeviceArray, output: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    let arrays = [mean, deviation, noise, output]
    precondition(
      arrays.allSatisfy { $0.count == output.count }, "gaussian_sample of shapes \(arrays.map(\.shape))")
    return [
      try context.launchFlat(
        "gaussian_sample_forward", in: file, after: ["work_group", "exponential"],
        arrays.map(Argument.array) + [.int(output.count)], count: output.count)
    ]
  }

  /// Noise, and the sample drawn with it or the sample's gradient; both [..., columns].
  package struct Draw: Sendable {
    package let noise: DeviceArray
    package let sample: DeviceArray

    package init(noise: DeviceArray, sample: DeviceArray) {
      self.noise = noise
      self.sample = sample
    }
  }

  /// mean = the first half of a row, deviation = softplus(the second half) + minimum. If `draw` is given, its
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

  /// Assigns parametersGradient. `draw` holds the gradient of the sample in place of the sample.
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
    let workGroups = RowWorkGroups(rows: rows, columns: columns, context: context)
    return [
      try workGroups.launch(
        kernel, in: file, after: ["exponential"], macros: hasDraw ? ["SAMPLE": "1"] : [:],
        arrays.map(Argument.array) + values + [.int(rows), .int(columns), .int(workGroups.rowsPerGroup)],
        context: context)
    ]
  }
}
