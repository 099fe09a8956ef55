import Device
import Operations

/// The gradient of the input of a convolution that follows a batch normalization, and the normalization's
/// gradients, for GPUs. Inputs: the sums of the gradients of the normalization's weight and bias, then the
/// normalization's x, weight and statistics, then those of the convolution's gradient. Outputs: the sums, the
/// gradient of the convolution's input, and that of x.
struct NormalizedConvolutionGradient: TensorOperation {
  let convolution: ConvolutionInputGradient
  let normalization: NormalizationGradient

  private static let firstOfConvolution = 5

  var name: String { "\(convolution.name)_\(normalization.name)" }
  var memory: MemoryUse { .accumulates(inputs: [0, 1]) }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    [inputs[0], inputs[1]] + convolution.outputs(of: Array(inputs.dropFirst(Self.firstOfConvolution)))
      + [inputs[2]]
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    let own = Array(inputs.dropFirst(Self.firstOfConvolution))
    return try Convolution.inputGradient(
      outputGradient: own[0], weight: own[1], inputGradient: outputs[2],
      addend: convolution.hasSum ? own[2] : nil,
      geometry: convolution.windows.countableGeometry(input: convolution.input, weight: own[1].shape),
      gate: convolution.gate.map { ($0, own.last!) },
      then: normalization.batch(Array(inputs[2..<5]), [outputs[0], outputs[1], outputs[3]]), context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    convolution.work(inputs: Array(inputs.dropFirst(Self.firstOfConvolution)), outputs: outputs)
  }
}
