import Device
import Operations

/// A convolution and the batch normalization of its result, for GPUs, whose products compute statistics: the inputs of the
/// convolution, then the normalization's behind x; outputs the convolution's result, then the normalization's.
struct NormalizedConvolution: TensorOperation {
  let convolution: ConvolutionOperation
  let normalization: BatchNormalization

  var name: String { "\(convolution.name)_\(normalization.name)" }
  private var convolutionInputs: Int { convolution.hasBias || convolution.hasSum ? 3 : 2 }
  var memory: MemoryUse {
    .updates(
      inputs: (convolution.hasSum ? [2] : []) + [convolutionInputs + 2, convolutionInputs + 3],
      outputs: (convolution.hasSum ? [0] : []) + [2, 3])
  }

  func outputs(of inputs: [TensorType]) -> [TensorType] {
    let x = convolution.outputs(of: Array(inputs.prefix(convolutionInputs)))
    return x + normalization.outputs(of: x + inputs.dropFirst(convolutionInputs))
  }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try Convolution.forward(
      input: inputs[0], weight: inputs[1], bias: convolution.hasBias ? inputs[2] : nil, output: outputs[0],
      addend: convolution.hasSum ? inputs[2] : nil,
      geometry: convolution.windows.countableGeometry(input: inputs[0].shape, weight: inputs[1].shape),
      then: normalization.batch(
        inputs: Array(inputs.dropFirst(convolutionInputs)), outputs: Array(outputs.dropFirst())),
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    convolution.work(inputs: inputs, outputs: outputs)
  }
}

/// The gradient of a convolution's input, which is a batch normalization's output, and that normalization's gradients, for
/// GPUs: inputs the sums of the normalization's weight's and bias's gradients, then the normalization's x, weight and
/// statistics, then the convolution's; outputs the sums, the gradient of the convolution's input, and that of x.
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
