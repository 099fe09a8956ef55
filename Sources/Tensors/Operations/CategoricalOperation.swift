import Device
import Operations

/// The categorical loss −weight · Σ two-hot(target) · log softmax(logits). Inputs: logits [..., bins], target
/// [...], weight [...]. Outputs: the loss [...] and its gradient [..., bins], which costs little more than
/// the loss alone.
struct CategoricalValueLoss: TensorOperation {
  let epsilon: Float

  var name: String { "categorical_value_loss" }
  var memory: MemoryUse { .reuses(inputs: [0], output: 1) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let rows = Array(inputs[0].shape.dropLast())
    precondition(
      inputs[1].shape == rows && inputs[2].shape == rows && (inputs[0].shape.last ?? 0) % 2 == 1,
      "categorical_value_loss: logits \(inputs[0]), target \(inputs[1]), weight \(inputs[2])")
    return [TensorType(rows), inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Categorical.valueLossWithGradient(
      logits: inputs[0], target: inputs[1], weight: inputs[2], output: outputs[0],
      logitsGradient: outputs[1], epsilon: epsilon, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    precondition(
      !gradients.wants(1) && !gradients.wants(2), "categorical_value_loss: targets and weights are constants")
    gradients.add(gradients.outputs[1] * gradients.outputGradient.withColumn, to: 0)
  }
}

/// The scalar that logits [..., bins] represent. Outputs: the scalar [...], and statistics for the gradient.
struct SupportToScalar: TensorOperation {
  let epsilon: Float

  var name: String { "support_to_scalar" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      (inputs[0].shape.last ?? 0) % 2 == 1, "support_to_scalar: an even number of bins, \(inputs[0])")
    let rows = Array(inputs[0].shape.dropLast())
    return [TensorType(rows), TensorType([rows.product, 3])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Categorical.scalarForward(
      logits: inputs[0], output: outputs[0], statistics: outputs[1], epsilon: epsilon, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        SupportToScalarGradient(epsilon: epsilon), gradients.inputs[0], gradients.outputs[1],
        gradients.outputGradient), to: 0)
  }
}

/// The gradient of logits. Inputs: logits, statistics and outputGradient.
struct SupportToScalarGradient: TensorOperation {
  let epsilon: Float

  var name: String { "support_to_scalar_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Categorical.scalarBackward(
      logits: inputs[0], statistics: inputs[1], outputGradient: inputs[2], logitsGradient: outputs[0],
      epsilon: epsilon, context: context)
  }
}

extension Tensor {
  /// The categorical loss of a scalar target that is two-hot on the bins of the transformed scale (MuZero,
  /// appendix F): −weight · Σ two-hot(target) · log softmax(self).
  ///
  /// Shapes: self [..., bins], target, weight [...] → [...]. No gradient passes to target and weight.
  package func categoricalValueLoss(target: Tensor, weight: Tensor, epsilon: Float = 1e-3) -> Tensor {
    graph.add(CategoricalValueLoss(epsilon: epsilon), [self, target, weight])[0]
  }

  /// The scalar that logits over the bins represent: h⁻¹ of the expectation. Shapes: [..., bins] → [...].
  package func supportToScalar(epsilon: Float = 1e-3) -> Tensor {
    graph.add(SupportToScalar(epsilon: epsilon), [self])[0]
  }
}
