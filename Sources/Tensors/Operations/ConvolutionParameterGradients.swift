import Device
import Operations

/// Adds the gradient of a convolution's weight, of inputs the sum, outputGradient and input.
struct ConvolutionWeightGradient: AccumulatingOperation {
  let windows: ConvolutionWindows

  var name: String { "\(windows.name)_weight_gradient" }

  func joins(_ inputs: [TensorType]) -> Bool { false }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try windows.parameterGradients(
      input: inputs[2], outputGradient: inputs[1], weightGradient: outputs[0], biasGradient: nil,
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(
      inputs, outputs,
      flops: windows.flops(windows.geometry(input: inputs[2].shape, weight: outputs[0].shape)))
  }
}

/// A convolution's weight's and bias' gradients from the same outputGradient, of inputs the weight's and the bias' sums,
/// outputGradient and input.
struct ConvolutionParameterGradients: TensorOperation {
  let windows: ConvolutionWindows

  var name: String { "\(windows.name)_parameter_gradients" }
  var memory: MemoryUse { .accumulates(inputs: [0, 1]) }

  func outputs(of inputs: [TensorType]) -> [TensorType] { [inputs[0], inputs[1]] }

  func bind(inputs: [DeviceArray], outputs: [DeviceArray], context: OperationContext) throws -> [any Launch] {
    try windows.parameterGradients(
      input: inputs[3], outputGradient: inputs[2], weightGradient: outputs[0], biasGradient: outputs[1],
      context: context)
  }

  func work(inputs: [TensorType], outputs: [TensorType]) -> Work {
    productWork(
      inputs, outputs,
      flops: windows.flops(windows.geometry(input: inputs[3].shape, weight: outputs[0].shape)))
  }
}

extension ConvolutionWindows {
  fileprivate func parameterGradients(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray, biasGradient: DeviceArray?,
    context: OperationContext
  ) throws -> [any Launch] {
    let geometry = try countableGeometry(input: input.shape, weight: weightGradient.shape)
    return isTransposed
      ? try TransposedConvolution.weightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient, geometry: geometry, context: context)
      : try Convolution.weightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient, geometry: geometry, context: context)
  }
}
