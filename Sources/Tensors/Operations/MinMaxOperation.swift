import Device
import Operations

/// Each row scaled to [0, 1] by its smallest and largest element. Outputs: the result, and statistics for the
/// gradient.
struct MinMaxScaling: TensorOperation {
  let epsilon: Float

  var name: String { "min_max_normalize" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(inputs[0].shape.count >= 2, "min_max_normalize: \(inputs[0])")
    return [inputs[0], TensorType([inputs[0].shape[0], 2])]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try MinMax.forward(
      input: inputs[0], output: outputs[0], statistics: outputs[1], epsilon: epsilon, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    gradients.add(
      gradients.graph.apply(
        MinMaxScalingGradient(epsilon: epsilon), gradients.inputs[0], gradients.outputs[1],
        gradients.outputGradient), to: 0)
  }
}

/// The gradient of x. Inputs: x, statistics and outputGradient.
struct MinMaxScalingGradient: TensorOperation {
  let epsilon: Float

  var name: String { "min_max_normalize_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try MinMax.backward(
      input: inputs[0], statistics: inputs[1], outputGradient: inputs[2], inputGradient: outputs[0],
      epsilon: epsilon, context: context)
  }
}

extension Tensor {
  /// Each row (all axes but the first) scaled to [0, 1] by its smallest and largest element (MuZero, appendix G).
  package func minMaxScaled(epsilon: Float = 1e-5) -> Tensor {
    graph.add(MinMaxScaling(epsilon: epsilon), [self])[0]
  }
}
