import Device

/// Convolutions by 3×3 weights with stride 1 and padding 1 on CPUs, by Winograd's short algorithms
/// (`winograd.cl`): 25 or 36 products for 9 or 16 output pixels, where windows need 81 or 144.
///
/// Lavin and Gray 2016, "Fast algorithms for convolutional neural networks", section 4; shapes as in
/// `Convolution`. In single precision the errors are about ten times those of sums over windows.
package struct Winograd {
  private let geometry: ConvolutionGeometry
  private let context: OperationContext
  private let plan: WinogradPlan

  /// Nil if it cannot compute convolutions of this geometry: another weight size, stride or padding, or more
  /// channels than fit the device's local memory.
  package init?(_ geometry: ConvolutionGeometry, context: OperationContext) {
    guard let plan = WinogradPlan(geometry, info: context.device.info) else { return nil }
    self.geometry = geometry
    self.context = context
    self.plan = plan
  }

  /// Nil also if the context asks for another variant, and on CPUs whose vectors are too short for it to have
  /// been measured.
  init?(_ geometry: ConvolutionGeometry, preferredIn context: OperationContext) {
    let info = context.device.info
    guard !context.roundsOperands,
      context.forced == .vector || context.forced == nil && info.isCPU && info.floatLanes >= 16
    else {
      return nil
    }
    self.init(geometry, context: context)
  }

  /// Whether this is faster than sums over windows, for the forward pass and for the input gradient.
  ///
  /// It depends on an image's size and channels, not on the number of images, so that a row is the same in
  /// any batch.
  var isFaster: (forward: Bool, inputGradient: Bool) {
    let (inputs, outputs) = (geometry.channels, geometry.featureChannels)
    return (plan.isFaster(k: inputs, n: outputs), plan.isFaster(k: outputs, n: inputs))
  }

  /// output = the convolution of input by weight, plus bias, followed by `activation`.
  package func forward(
    input: DeviceArray, weight: DeviceArray, bias: DeviceArray?, output: DeviceArray,
    activation: Activation? = nil
  ) throws -> [any Launch] {
    try convolve(
      input, weight, isReversed: false, bias: bias, output: output,
      epilogue: activation.map(ProductEpilogue.activation))
  }

  /// Assigns inputGradient: the convolution of outputGradient by the weight with its taps in reverse order.
  ///
  /// If the input is an activation's output, `gate` multiplies inputGradient by the activation's derivative.
  package func inputGradient(
    outputGradient: DeviceArray, weight: DeviceArray, inputGradient: DeviceArray, gate: ActivationGate? = nil
  ) throws -> [any Launch] {
    try convolve(
      outputGradient, weight, isReversed: true, bias: nil, output: inputGradient,
      epilogue: gate.map(ProductEpilogue.gate))
  }

  /// weightGradient += the gradient of the weight.
  package func weightGradient(
    input: DeviceArray, outputGradient: DeviceArray, weightGradient: DeviceArray
  ) throws -> [any Launch] {
    context.note(.vector)
    let (m, n) = (geometry.channels, geometry.featureChannels)
    let cut = plan.gradientCut
    let sums = try context.makeArray([
      cut.parts, plan.points, m.rounded(to: 16) * n.rounded(to: plan.tile.columns) + WinogradPlan.gap,
    ])
    return [
      try context.launch(
        "winograd_weight_gradient", in: plan.program(),
        [.array(input), .array(outputGradient), .array(sums)]
          + [
            geometry.height, geometry.width, m, n, plan.tiles, cut.tileBlock, cut.mBlock, cut.nBlock,
            cut.tilesOfPart,
          ].map(Argument.int),
        items: [n.divided(by: cut.nBlock), m.divided(by: cut.mBlock), cut.parts], local: [1, 1, 1]),
      try context.launch(
        "winograd_weight_gradient_sum", in: plan.program(),
        [.array(sums), .array(weightGradient), .int(m), .int(n), .int(cut.parts)],
        items: [n.divided(by: 16), m], local: [1, 1]),
    ]
  }

  private func convolve(
    _ input: DeviceArray, _ weight: DeviceArray, isReversed: Bool, bias: DeviceArray?, output: DeviceArray,
    epilogue: ProductEpilogue?
  ) throws -> [any Launch] {
    context.note(.vector)
    let (k, n) = (input.shape[3], output.shape[3])
    let cut = plan.cut(k: k, n: n)
    let transformed = try context.makeArray([
      n.divided(by: plan.tile.columns), plan.points, k * plan.tile.columns + WinogradPlan.gap,
    ])
    return [
      try context.launch(
        "winograd_weight", in: plan.program(),
        [.array(weight), .array(transformed)] + [k, n, cut.kBlock, isReversed ? 1 : 0].map(Argument.int),
        items: [n.divided(by: 16), k.divided(by: cut.kBlock)], local: [1, 1]),
      try context.launch(
        "winograd_forward", in: plan.program(epilogue),
        [.array(input), .array(transformed), .array(bias ?? input), .array(output)]
          + [
            geometry.height, geometry.width, k, n, plan.tiles, cut.tileBlock, cut.nBlock, bias == nil ? 0 : 1,
          ].map(Argument.int) + [ProductEpilogue.gateArgument(epilogue, output: output)],
        items: [plan.tiles.divided(by: cut.tileBlock), n.divided(by: cut.nBlock)], local: [1, 1]),
    ]
  }
}
