import Operations

/// Inputs: input, weight and bias. Attributes: `stride` and `padding`.
extension ConvolutionOperation {
  static let named = [
    NamedOperation("conv2d", variants: [.vector, .group, .matrix]) { trace in
      let request = trace.request
      let input = try trace.input("input", layout: .image)
      let weight = try trace.parameter("weight", layout: .convolutionWeight)
      let bias = try trace.parameter("bias", rank: 1)
      let stride = try request.integer("stride", default: 1)
      let padding = try request.integer("padding", default: 0)
      try requireFit(trace, channels: weight.shape[2], outputs: weight.shape[3], input, bias)
      guard
        let geometry = Convolution.geometry(
          input: input.shape, weight: weight.shape, stride: stride, padding: padding)
      else {
        throw request.mismatch(
          "a kernel of \(weight.shape[0])×\(weight.shape[1]) with stride \(stride) and padding \(padding) does not fit an image of \(input.shape[1])×\(input.shape[2])"
        )
      }
      try output(trace, input, weight, bias, ConvolutionWindows(stride: stride, padding: padding), geometry)
    },
    NamedOperation("conv_transpose2d", variants: [.vector, .group, .matrix]) { trace in
      let request = trace.request
      let input = try trace.input("input", layout: .image)
      let weight = try trace.parameter("weight", layout: .transposedConvolutionWeight)
      let bias = try trace.parameter("bias", rank: 1)
      let stride = try request.integer("stride", default: 1)
      let padding = try request.integer("padding", default: 0)
      let outputPadding = try request.integer("output_padding", default: 0)
      try requireFit(trace, channels: weight.shape[0], outputs: weight.shape[3], input, bias)
      guard
        let geometry = TransposedConvolution.geometry(
          input: input.shape, weight: weight.shape, stride: stride, padding: padding,
          outputPadding: outputPadding)
      else {
        throw request.mismatch(
          "stride \(stride), padding \(padding) and output padding \(outputPadding) do not fit a kernel of \(weight.shape[1])×\(weight.shape[2]) on an image of \(input.shape[1])×\(input.shape[2])"
        )
      }
      try output(
        trace, input, weight, bias,
        .transposed(stride: stride, padding: padding, outputPadding: outputPadding), geometry)
    },
  ]

  private static func requireFit(
    _ trace: OperationTrace, channels: Int, outputs: Int, _ input: Tensor, _ bias: Tensor
  ) throws {
    try trace.request.require(
      channels == input.shape[3] && bias.shape == [outputs],
      "a weight for \(channels) channels and a bias of \(bias.shape) do not fit an image of \(input.shape[3]) channels and \(outputs) outputs"
    )
  }

  private static func output(
    _ trace: OperationTrace, _ input: Tensor, _ weight: Tensor, _ bias: Tensor, _ windows: ConvolutionWindows,
    _ geometry: ConvolutionGeometry
  ) throws {
    try trace.check(windows.outputShape(geometry))
    try trace.output(input.convolution(weight, bias: bias, windows: windows), layout: .image)
  }
}
