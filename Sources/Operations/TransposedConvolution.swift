import Device

/// Transposed convolutions of images.
///
/// Shapes: input [images, height, width, inputs], weight [inputs, kernelHeight, kernelWidth, outputs],
/// bias [outputs], output [images, (height − 1) stride − 2 padding + kernelHeight + outputPadding, …, outputs].
package enum TransposedConvolution {
  /// The geometry, in which the output is the image. Nil if the sizes leave no output, or are too large for
  /// the kernels' indices.
  package static func geometry(input: [Int], weight: [Int], stride: Int, padding: Int, outputPadding: Int)
    -> ConvolutionGeometry?
  {
    fittingGeometry(
      input: input, weight: weight, stride: stride, padding: padding, outputPadding: outputPadding
    ).flatMap { $0.isCountable ? $0 : nil }
  }

  /// The same, even if there are more images than the kernels can index.
  package static func fittingGeometry(
    input: [Int], weight: [Int], stride: Int, padding: Int, outputPadding: Int
  ) -> ConvolutionGeometry? {
    guard ConvolutionGeometry.canCount(stride: stride, padding: padding), 0..<stride ~= outputPadding else {
      return nil
    }
    let height = (input[1] - 1) * stride - 2 * padding + weight[1] + outputPadding
    let width = (input[2] - 1) * stride - 2 * padding + weight[2] + outputPadding
    guard height >= 1, width >= 1 else { return nil }
    return ConvolutionGeometry(
      images: input[0], height: height, width: width, channels: weight[3], featureHeight: input[1],
      featureWidth: input[2], featureChannels: input[3], kernelHeight: weight[1], kernelWidth: weight[2],
      stride: stride, padding: padding)
  }

  /// output = the transposed convolution of input by weight, plus bias, followed by `activation`.
  package static func forward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray?, output: DeviceArray,
    geometry: ConvolutionGeometry,
    activation: Activation? = nil, context: OperationContext
  ) throws -> [any Launch] {
    check(input, weight, output, geometry)
    return try ConvolutionProducts.col2im(
      features: input, weight: weight, weightSource: .rows, bias: bias, image: output, geometry: geometry,
      epilogue: activation.map(ProductEpilogue.activation)
    ).launches(context)
  }

  /// Assigns inputGradient, computed from outputGradient.
  ///
  /// If the input is an activation's output, `gate` multiplies inputGradient by the activation's derivative.
  package static func inputGradient(
    outputGradient: DeviceArray, weight: DeviceArray, inputGradient: DeviceArray,
    geometry: ConvolutionGeometry,
    gate: ActivationGate? = nil, context: OperationContext
  ) throws -> [any Launch] {
    check(inputGradient, weight, outputGradient, geometry)
    return try ConvolutionProducts.im2col(
      image: outputGradient, weight: weight, weightSource: .columns, bias: nil, output: inputGradient,
      geometry: geometry, epilogue: gate.map(ProductEpilogue.gate)
    ).launches(context)
  }

  /// weightGradient += what input and outputGradient give; and biasGradient += outputGradient's sums over pixels, where it
  /// is wanted. Shapes: biasGradient [outputs].
  package static func weightGradient(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray,
    biasGradient: DeviceArray? = nil, geometry: ConvolutionGeometry, context: OperationContext
  ) throws -> [any Launch] {
    check(input, weightGradient, outputGradient, geometry)
    let product = Product(
      m: input.shape[3], n: geometry.patch, k: geometry.pixels, left: input, leftSource: .columns,
      right: outputGradient, rightSource: geometry.isPlain ? .rows : .im2colTransposed,
      output: weightGradient, accumulates: true, splitsDepth: true,
      geometry: geometry.isPlain ? nil : geometry)
    return try product.launches(summing: .right, outputGradient, into: biasGradient, context)
  }

  private static func check(
    _ input: DeviceArray, _ weight: DeviceArray, _ output: DeviceArray, _ geometry: ConvolutionGeometry
  ) {
    precondition(
      weight.shape[0] == input.shape[3] && weight.shape[3] == geometry.channels
        && output.shape == [geometry.images, geometry.height, geometry.width, geometry.channels],
      "a transposed convolution of \(input.shape) by \(weight.shape) into \(output.shape)")
  }
}
