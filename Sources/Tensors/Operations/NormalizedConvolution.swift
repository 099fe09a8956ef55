import Device
import Operations

/// A convolution followed by a batch normalization of its result, for GPUs, whose products compute
/// statistics. Inputs: those of the convolution, then those of the normalization behind x. Outputs: the
/// convolution's result, then those of the normalization.
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
