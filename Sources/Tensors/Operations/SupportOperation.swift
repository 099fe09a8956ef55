import Device
import Operations

/// h(x) = sign(x) · (√(|x| + 1) − 1) + epsilon · x of each element (MuZero, appendix F), or h⁻¹.
struct SupportTransform: TensorOperation {
  let isInverse: Bool
  let epsilon: Float

  var name: String { isInverse ? "support_inverse_transform" : "support_transform" }
  var memory: MemoryUse { .reuses(inputs: [0], output: 0) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    isInverse
      ? try Categorical.inverseTransform(
        input: inputs[0], output: outputs[0], epsilon: epsilon, context: context)
      : try Categorical.transform(input: inputs[0], output: outputs[0], epsilon: epsilon, context: context)
  }
}

/// Scalars [...] as distributions over the bins of the transformed scale: [..., bins].
struct TwoHot: TensorOperation {
  /// An odd number.
  let bins: Int
  let epsilon: Float

  var name: String { "scalar_to_support" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [TensorType(inputs[0].shape + [bins])] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Categorical.twoHot(scalar: inputs[0], probability: outputs[0], epsilon: epsilon, context: context)
  }
}

extension Tensor {
  /// h of each element, or h⁻¹. No gradient passes.
  package func supportTransformed(inverse: Bool = false, epsilon: Float = 1e-3) -> Tensor {
    graph.apply(SupportTransform(isInverse: inverse, epsilon: epsilon), self)
  }

  /// The two bins around h(self) share a probability mass of 1 such that the expectation is h(self), clamped
  /// to the bins.
  ///
  /// Shapes: [...] → [..., bins]; `bins` is odd. No gradient passes.
  package func twoHot(bins: Int, epsilon: Float = 1e-3) -> Tensor {
    graph.apply(TwoHot(bins: bins, epsilon: epsilon), self)
  }
}
