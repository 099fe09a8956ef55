import Device
import Operations

/// Softmax of the last axis, or its logarithm.
struct SoftmaxOperation: TensorOperation {
  let operation: Softmax.Operation

  var name: String { operation.rawValue }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Softmax.forward(operation, input: inputs[0], output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        SoftmaxGradient(operation: operation), gradients.outputs[0], gradients.outputGradient), to: 0)
  }
}

/// The gradient of softmax. Inputs: softmax's output and outputGradient.
struct SoftmaxGradient: TensorOperation {
  let operation: Softmax.Operation

  var name: String { "\(operation.rawValue)_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Softmax.backward(
      operation, output: inputs[0], outputGradient: inputs[1], inputGradient: outputs[0], context: context)
  }
}

/// The cross-entropy weight · Σ −target · log softmax(logits). Inputs: logits and target [..., columns],
/// weight [...]. Outputs: the loss [...] and its gradient [..., columns], which costs little more than the
/// loss alone.
struct CrossEntropy: TensorOperation {
  var name: String { "softmax_cross_entropy" }
  var memory: MemoryUse { .reuses(inputs: [0], output: 1) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      inputs[0] == inputs[1] && Array(inputs[0].shape.dropLast()) == inputs[2].shape,
      "softmax_cross_entropy: logits \(inputs[0]), target \(inputs[1]), weight \(inputs[2])")
    return [inputs[2], inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Softmax.crossEntropyWithGradient(
      logits: inputs[0], target: inputs[1], weight: inputs[2], loss: outputs[0], logitsGradient: outputs[1],
      context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    precondition(
      !gradients.wants(1) && !gradients.wants(2), "softmax_cross_entropy: targets and weights are constants")
    gradients.add(gradients.outputs[1] * gradients.outputGradient.withColumn, to: 0)
  }
}

extension Tensor {
  /// Softmax of the last axis.
  public func softmax() -> Tensor { graph.apply(SoftmaxOperation(operation: .softmax), self) }

  /// The logarithm of the softmax of the last axis.
  public func logSoftmax() -> Tensor { graph.apply(SoftmaxOperation(operation: .logSoftmax), self) }

  /// weight · Σ −target · log softmax(self). Shapes: self, target [..., columns]; weight [...] → [...]. No
  /// gradient passes to target and weight.
  public func crossEntropy(_ target: Tensor, weight: Tensor) -> Tensor {
    graph.add(CrossEntropy(), [self, target, weight])[0]
  }

  /// The tensor [...] as [..., 1], for products with rows.
  package var withColumn: Tensor { reshaped(shape + [1]) }
}
