import Device
import Operations

/// KL(posterior ‖ prior) of diagonal normal distributions, summed over the last axis, of inputs posterior mean and
/// standard deviation, prior mean and standard deviation, all [..., columns].
struct GaussianDivergence: TensorOperation {
  var name: String { "gaussian_kl" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(
      inputs.allSatisfy { $0 == inputs[0] } && !inputs[0].shape.isEmpty, "gaussian_kl: \(inputs)")
    return [TensorType(Array(inputs[0].shape.dropLast()))]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gaussian.divergenceForward(inputs: .init(inputs), output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let parts = gradients.graph.add(
      GaussianDivergenceGradient(), gradients.inputs + [gradients.outputGradient])
    for (index, part) in parts.enumerated() { gradients.add(part, to: index) }
  }
}

/// All four gradients, of the four inputs and outputGradient.
struct GaussianDivergenceGradient: TensorOperation {
  var name: String { "gaussian_kl_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { Array(inputs.prefix(4)) }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gaussian.divergenceBackward(
      inputs: .init(Array(inputs.prefix(4))), outputGradient: inputs[4], gradients: .init(outputs),
      context: context)
  }
}

extension Gaussian.Pair {
  /// Posterior mean, posterior deviation, prior mean, prior deviation.
  fileprivate init(_ arrays: [DeviceArray]) {
    self.init(
      posteriorMean: arrays[0], posteriorDeviation: arrays[1], priorMean: arrays[2], priorDeviation: arrays[3]
    )
  }
}

/// mean + deviation · noise.
struct GaussianSample: TensorOperation {
  var name: String { "gaussian_sample" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    precondition(inputs.allSatisfy { $0 == inputs[0] }, "gaussian_sample: \(inputs)")
    return [inputs[0]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gaussian.sampleForward(
      mean: inputs[0], deviation: inputs[1], noise: inputs[2], output: outputs[0], context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let dy = gradients.outputGradient
    gradients.add(dy, to: 0)
    gradients.add(dy * gradients.inputs[2], to: 1)
    gradients.add(dy * gradients.inputs[1], to: 2)
  }
}

/// A diagonal normal distribution. Shapes: mean and deviation (standard, > 0) [..., columns].
package struct DiagonalNormal: Sendable {
  package let mean: Tensor
  package let deviation: Tensor

  package init(mean: Tensor, deviation: Tensor) {
    self.mean = mean
    self.deviation = deviation
  }

  /// KL(self ‖ prior), summed over the last axis: [...].
  package func divergence(from prior: DiagonalNormal) -> Tensor {
    mean.graph.apply(GaussianDivergence(), mean, deviation, prior.mean, prior.deviation)
  }

  /// mean + deviation · noise, of standard normal `noise` of the same shape.
  package func sample(noise: Tensor) -> Tensor {
    mean.graph.apply(GaussianSample(), mean, deviation, noise)
  }
}
