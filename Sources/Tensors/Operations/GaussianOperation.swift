import Device
import Operations

/// KL(posterior ‖ prior) of diagonal normal distributions, summed over the last axis. Inputs: the mean and
/// the standard deviation of the posterior, then of the prior, all [..., columns].
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

/// The gradients of all four inputs. Inputs: these inputs and outputGradient.
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
  /// From the arrays of posterior mean, posterior deviation, prior mean, and prior deviation.
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

/// The mean, the standard deviation and, if it draws, a sample of a normal distribution, all [..., columns].
/// Inputs: parameters [..., 2 · columns] and, if it draws, noise [..., columns].
struct GaussianHead: TensorOperation {
  let minimum: Float
  let draws: Bool

  var name: String { "gaussian_head" }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let columns = inputs[0].shape.last ?? 0
    let part = TensorType(inputs[0].shape.dropLast() + [columns / 2])
    precondition(
      columns % 2 == 0 && inputs.dropFirst().allSatisfy { $0 == part }, "gaussian_head: \(inputs)")
    return [TensorType](repeating: part, count: draws ? 3 : 2)
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Gaussian.headForward(
      parameters: inputs[0], minimum: minimum, mean: outputs[0], deviation: outputs[1],
      draw: draws ? Gaussian.Draw(noise: inputs[1], sample: outputs[2]) : nil, context: context)
  }

  func differentiate(_ gradients: Differentiation) {
    let (inputs, outputs) = (gradients.inputs, gradients.outputs)
    let given = zip(outputs, gradients.outputGradients).map { $1 ?? gradients.graph.zeros($0.shape) }
    gradients.add(
      gradients.graph.add(GaussianHeadGradient(draws: draws), inputs + given)[0], to: 0)
    if draws { gradients.add(given[2] * outputs[1], to: 1) }
  }
}

/// The gradient of the parameters. Inputs: the head's inputs and its outputs' gradients.
struct GaussianHeadGradient: TensorOperation {
  let draws: Bool

  var name: String { "gaussian_head_backward" }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let given = inputs.suffix(draws ? 3 : 2).map { $0 }
    return try Gaussian.headBackward(
      parameters: inputs[0], meanGradient: given[0], deviationGradient: given[1],
      draw: draws ? Gaussian.Draw(noise: inputs[1], sample: given[2]) : nil, parametersGradient: outputs[0],
      context: context)
  }
}

/// A diagonal normal distribution. Shapes: mean and standard deviation (above 0) [..., columns].
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

  /// A sample mean + deviation · noise, for standard normal `noise` of the same shape.
  package func sample(noise: Tensor) -> Tensor {
    mean.graph.apply(GaussianSample(), mean, deviation, noise)
  }

  /// The distribution that a linear layer has parametrized: the first half of `parameters` [..., 2 · columns]
  /// is the mean, and softplus(the second half) + minimum the deviation.
  package init(parameters: Tensor, minimumDeviation: Float) {
    let outputs = parameters.graph.add(GaussianHead(minimum: minimumDeviation, draws: false), [parameters])
    self.init(mean: outputs[0], deviation: outputs[1])
  }

  /// The same distribution, and a sample mean + deviation · noise for standard normal `noise` [..., columns].
  package static func sampled(parameters: Tensor, minimumDeviation: Float, noise: Tensor) -> (
    distribution: DiagonalNormal, sample: Tensor
  ) {
    let outputs = parameters.graph.add(
      GaussianHead(minimum: minimumDeviation, draws: true), [parameters, noise])
    return (DiagonalNormal(mean: outputs[0], deviation: outputs[1]), outputs[2])
  }
}
