import Device
import Operations

/// Layer normalization of the last axis. Inputs: x [..., columns], weight [columns], bias [columns]. Outputs:
/// the result, and statistics for the gradient.
struct LayerNormalization: TensorOperation {
  let epsilon: Float

  var name: String { "layer_normalization" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let columns = inputs[0].shape.last ?? 1
    precondition(
      inputs[1].shape == [columns] && inputs[2].shape == [columns],
      "layer_normalization: input \(inputs[0]), weight \(inputs[1]), bias \(inputs[2])")
    return [inputs[0], TensorType([inputs[0].count / columns, 2])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Normalization.layerForward(
      input: inputs[0], weight: inputs[1], bias: inputs[2], output: outputs[0], statistics: outputs[1],
      epsilon: epsilon, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.normalization(.layer, statistics: gradients.outputs[1])
  }
}

/// activation(sum + batch normalization) over all axes but the last, by the batch's own statistics. Inputs:
/// x, weight, bias, running mean and running variance (all but x [channels]) and, if `hasSum`, the sum.
/// Outputs: the result, the next running mean and variance, and statistics for the gradient.
struct BatchNormalization: TensorOperation {
  let momentum: Float
  let epsilon: Float
  var hasSum = false
  var activation: Activation?

  var name: String { activation.map { "batch_normalization_\($0.rawValue)" } ?? "batch_normalization" }
  var memory: MemoryUse { .updates(inputs: [3, 4], outputs: [1, 2]) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let channels = inputs[0].shape.last ?? 1
    precondition(
      inputs[1..<5].allSatisfy { $0.shape == [channels] } && (!hasSum || inputs[5] == inputs[0]),
      "\(name): input \(inputs[0]), per channel and sum \(inputs.dropFirst().map(\.shape))")
    return [inputs[0], inputs[3], inputs[4], TensorType([2, channels])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Normalization.batchForward(
      input: inputs[0], batch(inputs: Array(inputs.dropFirst()), outputs: outputs), context: context)
  }

  /// The arrays of a normalization, given its inputs behind x.
  func batch(inputs: [DeviceArray], outputs: [DeviceArray]) -> Normalization.Batch {
    Normalization.Batch(
      weight: inputs[0], bias: inputs[1], runningMean: inputs[2], runningVariance: inputs[3],
      output: outputs[0], nextRunningMean: outputs[1], nextRunningVariance: outputs[2],
      statistics: outputs[3], sum: hasSum ? inputs[4] : nil, activation: activation, momentum: momentum,
      epsilon: epsilon)
  }

  /// Sums and activations are merged only after differentiation.
  func differentiate(_ gradients: Differentiation) {
    precondition(activation == nil && !hasSum, "the derivative of \(name) with a sum or an activation")
    gradients.normalization(.batch, statistics: gradients.outputs[3])
  }
}

/// Batch normalization by constant running averages. Inputs: x, weight, bias, running mean, running variance.
struct BatchNormalizationInference: TensorOperation {
  let epsilon: Float

  var name: String { "batch_normalization_evaluation" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let channels = inputs[0].shape.last ?? 1
    precondition(
      inputs.dropFirst().allSatisfy { $0.shape == [channels] },
      "batch_normalization: input \(inputs[0]), per channel \(inputs.dropFirst().map(\.shape))")
    return [inputs[0], TensorType([2, channels])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Normalization.batchEvaluationForward(
      input: inputs[0], weight: inputs[1], bias: inputs[2], runningMean: inputs[3],
      runningVariance: inputs[4], output: outputs[0], statistics: outputs[1], epsilon: epsilon,
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.normalization(.running, statistics: gradients.outputs[1])
  }
}

/// All gradients of a normalization. Inputs: the sums of the weight's and the bias's gradients,
/// outputGradient, x, weight and statistics. Outputs: those sums, and the gradient of x.
struct NormalizationGradient: TensorOperation {
  enum Kind: Hashable {
    case layer, batch, running
  }

  let kind: Kind

  var name: String { kind == .layer ? "layer_normalization_backward" : "batch_normalization_backward" }
  var memory: MemoryUse { .accumulates(inputs: [0, 1]) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0], inputs[1], inputs[3]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    switch kind {
    case .layer:
      try Normalization.layerBackward(
        input: inputs[3], weight: inputs[4], statistics: inputs[5], outputGradient: inputs[2],
        inputGradient: outputs[2], weightGradient: outputs[0], biasGradient: outputs[1], context: context)
    case .batch, .running:
      try Normalization.batchBackward(
        batch(Array(inputs.dropFirst(3)), outputs), outputGradient: inputs[2], context: context)
    }
  }
}

extension NormalizationGradient {
  /// The arrays of a gradient, given its inputs x, weight and statistics.
  func batch(_ inputs: [DeviceArray], _ outputs: [DeviceArray]) -> Normalization.BatchGradient {
    Normalization.BatchGradient(
      input: inputs[0], weight: inputs[1], statistics: inputs[2], inputGradient: outputs[2],
      weightGradient: outputs[0], biasGradient: outputs[1], ofBatch: kind == .batch)
  }
}

extension Differentiation {
  /// The gradients of x, weight and bias, which are inputs 0, 1 and 2.
  fileprivate func normalization(_ kind: NormalizationGradient.Kind, statistics: Tensor) {
    let isShared = inputs[1] == inputs[2]
    let biasSum = isShared ? graph.accumulator(inputs[2].type) : takeSum(of: 2)
    let results = graph.add(
      NormalizationGradient(kind: kind),
      [takeSum(of: 1), biasSum, outputGradient, inputs[0], inputs[1], statistics])
    putSum(results[0], of: 1)
    if isShared { add(results[1], to: 2) } else { putSum(results[1], of: 2) }
    add(results[2], to: 0)
  }
}

extension Tensor {
  /// (x − mean) / √(variance + epsilon) · weight + bias, by each row's own mean and variance (Ba et al. 2016).
  ///
  /// Shapes: self [..., columns], weight, bias [columns].
  package func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    graph.add(LayerNormalization(epsilon: epsilon), [self, weight, bias])[0]
  }

  /// Batch normalization over all axes but the last by the batch's own statistics (Ioffe and Szegedy 2015).
  /// Also returns the next running averages.
  ///
  /// Shapes: self [..., channels], all others [channels].
  package func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, momentum: Float,
    epsilon: Float
  ) -> (output: Tensor, runningMean: Tensor, runningVariance: Tensor) {
    let outputs = graph.add(
      BatchNormalization(momentum: momentum, epsilon: epsilon),
      [self, weight, bias, runningMean, runningVariance])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// Batch normalization by running averages.
  ///
  /// Shapes: self [..., channels], all others [channels].
  package func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, epsilon: Float
  ) -> Tensor {
    graph.add(
      BatchNormalizationInference(epsilon: epsilon), [self, weight, bias, runningMean, runningVariance])[0]
  }
}
