import Device

/// Convolutions of images.
///
/// Shapes: input [images, height, width, inputs], weight [kernelHeight, kernelWidth, inputs, outputs],
/// bias [outputs], output [images, (height + 2 padding − kernelHeight) / stride + 1, …, outputs].
package enum Convolution {
  /// The geometry of a convolution of `input` by `weight`; nil if the kernel does not fit the padded image,
  /// or if stride and padding are too large for the kernels' indices.
  package static func geometry(input: [Int], weight: [Int], stride: Int, padding: Int) -> ConvolutionGeometry?
  {
    fittingGeometry(input: input, weight: weight, stride: stride, padding: padding).flatMap {
      $0.isCountable ? $0 : nil
    }
  }

  /// The same, even if there are more images than the kernels can index.
  package static func fittingGeometry(input: [Int], weight: [Int], stride: Int, padding: Int)
    -> ConvolutionGeometry?
  {
    guard ConvolutionGeometry.canCount(stride: stride, padding: padding) else { return nil }
    let (height, width) = (input[1] + 2 * padding, input[2] + 2 * padding)
    guard weight[0] <= height, weight[1] <= width else { return nil }
    return ConvolutionGeometry(
      images: input[0], height: input[1], width: input[2], channels: input[3],
      featureHeight: (height - weight[0]) / stride + 1, featureWidth: (width - weight[1]) / stride + 1,
      featureChannels: weight[3],
      kernelHeight: weight[0], kernelWidth: weight[1], stride: stride, padding: padding)
  }

  /// output = the convolution of input by weight, plus bias or `addend`, followed by `activation`. The addend
  /// has the output's layout, and may be the output.
  package static func forward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray?, output: DeviceArray,
    addend: DeviceArray? = nil, geometry: ConvolutionGeometry, activation: Activation? = nil,
    context: OperationContext
  ) throws -> [any Launch] {
    check(input, weight, output, geometry)
    let product = product(input, weight, bias, output, addend, geometry, activation)
    if let addend, product.groupProduct(context) == nil {
      let part = try context.makeArray(output.shape)
      return try forward(
        input: input, weight: weight, bias: nil, output: part, geometry: geometry, context: context)
        + add(part, addend, to: output, epilogue: activation.map(ProductEpilogue.activation), context)
    }
    if addend == nil, let winograd = Winograd(geometry, preferredIn: context), winograd.isFaster.forward {
      return try winograd.forward(
        input: input, weight: weight, bias: bias, output: output, activation: activation)
    }
    return try product.launches(context)
  }

  /// The same without an activation, followed by a batch normalization of the output, whose statistics GPUs
  /// compute along with the product.
  package static func forward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray?, output: DeviceArray,
    addend: DeviceArray?, geometry: ConvolutionGeometry, then batch: Normalization.Batch,
    context: OperationContext
  ) throws -> [any Launch] {
    check(input, weight, output, geometry)
    let product = product(input, weight, bias, output, addend, geometry, nil)
    if Normalization.isByGroups(output, context: context),
      let fused = try product.launches(with: .forward, context)
    {
      return try fused.launches
        + Normalization.batchForward(input: output, batch, partial: fused.statistics, context: context)
    }
    return try forward(
      input: input, weight: weight, bias: bias, output: output, addend: addend, geometry: geometry,
      context: context) + Normalization.batchForward(input: output, batch, context: context)
  }

  private static func product(
    _ input: DeviceArray, _ weight: DeviceArray, _ bias: DeviceArray?, _ output: DeviceArray,
    _ addend: DeviceArray?, _ geometry: ConvolutionGeometry, _ activation: Activation?
  ) -> Product {
    ConvolutionProducts.im2col(
      image: input, weight: weight, weightSource: .rows, bias: bias, output: output,
      addend: addend, geometry: geometry, epilogue: activation.map(ProductEpilogue.activation))
  }

  /// total = part + addend, followed by the epilogue.
  private static func add(
    _ part: DeviceArray, _ addend: DeviceArray, to total: DeviceArray, epilogue: ProductEpilogue?,
    _ context: OperationContext
  ) throws -> [any Launch] {
    try PointwiseExpression(.add).launches(inputs: [addend, part], output: total, context: context)
      + (epilogue?.launches(on: total, context: context) ?? [])
  }

  /// Assigns inputGradient, computed from outputGradient, plus `addend`. The addend has inputGradient's
  /// layout, and may be the same array.
  ///
  /// If the input is an activation's output, `gate` multiplies inputGradient by the activation's derivative.
  package static func inputGradient(
    outputGradient: DeviceArray, weight: DeviceArray, inputGradient: DeviceArray, addend: DeviceArray? = nil,
    geometry: ConvolutionGeometry, gate: ActivationGate? = nil, context: OperationContext
  ) throws -> [any Launch] {
    check(inputGradient, weight, outputGradient, geometry)
    let product = gradientProduct(
      outputGradient, weight, inputGradient, addend, geometry, gate: gate)
    if let addend, product.groupProduct(context) == nil {
      let part = try context.makeArray(inputGradient.shape)
      return try self.inputGradient(
        outputGradient: outputGradient, weight: weight, inputGradient: part, geometry: geometry,
        context: context)
        + add(part, addend, to: inputGradient, epilogue: gate.map(ProductEpilogue.gate), context)
    }
    if addend == nil, let winograd = Winograd(geometry, preferredIn: context),
      winograd.isFaster.inputGradient
    {
      return try winograd.inputGradient(
        outputGradient: outputGradient, weight: weight, inputGradient: inputGradient, gate: gate)
    }
    return try product.launches(context)
  }

  /// The same, if the result is the gradient of a batch normalization's output, followed by that
  /// normalization's gradients. GPUs compute the sums for it along with the product.
  package static func inputGradient(
    outputGradient: DeviceArray, weight: DeviceArray, inputGradient: DeviceArray, addend: DeviceArray?,
    geometry: ConvolutionGeometry, gate: ActivationGate?, then batch: Normalization.BatchGradient,
    context: OperationContext
  ) throws -> [any Launch] {
    check(inputGradient, weight, outputGradient, geometry)
    let product = gradientProduct(
      outputGradient, weight, inputGradient, addend, geometry, gate: gate)
    let kind = ProductStatistics.Kind.backward(input: batch.input, statistics: batch.statistics)
    if Normalization.isByGroups(batch.input, context: context),
      let fused = try product.launches(with: kind, context)
    {
      return try fused.launches
        + Normalization.batchBackward(
          batch, outputGradient: inputGradient, partial: fused.statistics, context: context)
    }
    return try self.inputGradient(
      outputGradient: outputGradient, weight: weight, inputGradient: inputGradient, addend: addend,
      geometry: geometry, gate: gate, context: context)
      + Normalization.batchBackward(batch, outputGradient: inputGradient, partial: nil, context: context)
  }

  private static func gradientProduct(
    _ outputGradient: DeviceArray, _ weight: DeviceArray, _ inputGradient: DeviceArray,
    _ addend: DeviceArray?,
    _ geometry: ConvolutionGeometry, gate: ActivationGate?
  ) -> Product {
    ConvolutionProducts.col2im(
      features: outputGradient, weight: weight, weightSource: .columns, bias: nil, image: inputGradient,
      addend: addend, geometry: geometry, epilogue: gate.map(ProductEpilogue.gate))
  }

  /// weightGradient += what input and outputGradient give; and biasGradient += outputGradient's sums over pixels, where it
  /// is wanted. Shapes: biasGradient [outputs].
  package static func weightGradient(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray,
    biasGradient: DeviceArray? = nil, geometry: ConvolutionGeometry, context: OperationContext
  ) throws -> [any Launch] {
    check(input, weightGradient, outputGradient, geometry)
    if let winograd = Winograd(geometry, preferredIn: context), winograd.isFaster.forward {
      return try winograd.weightGradient(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient)
        + Reduction.channelSum(outputGradient, output: biasGradient, context: context)
    }
    let product = Product(
      m: geometry.patch, n: weightGradient.shape[3], k: geometry.pixels, left: input,
      leftSource: geometry.isPlain ? .columns : .im2colTransposed, right: outputGradient,
      output: weightGradient, accumulates: true, splitsDepth: true,
      geometry: geometry.isPlain ? nil : geometry)
    return try product.launches(summing: .right, outputGradient, into: biasGradient, context)
  }

  private static func check(
    _ input: DeviceArray, _ weight: DeviceArray, _ output: DeviceArray, _ geometry: ConvolutionGeometry
  ) {
    precondition(
      weight.shape[2] == input.shape[3] && input.shape[3] == geometry.channels
        && output.shape == [geometry.images, geometry.featureHeight, geometry.featureWidth, weight.shape[3]],
      "a convolution of \(input.shape) by \(weight.shape) into \(output.shape)")
  }
}
