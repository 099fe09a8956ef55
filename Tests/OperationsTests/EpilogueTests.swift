import Device
import Operations
import TestSupport
import Testing

/// Activations and gates in products, against the product and the element-wise kernel one after the other: the same
/// numbers to the last bit.
@Suite struct EpilogueTests {
  static let variants = [KernelVariant.vector, .group]

  /// Rows, inputs, outputs: ones, primes, on and off the tiles; one and several passes over the depth.
  static let sizes = [
    [1, 1, 1], [13, 7, 31], [12, 32, 64], [3, 577, 41], [43, 289, 33], [131, 37, 601],
  ]

  /// What the two ways give; each is told whether to fuse, and given an output full of NaN, or of `initial`.
  private static func expectSame(
    _ bench: Bench, _ shape: [Int], initial: [Float]? = nil, _ label: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ launches: (_ fused: Bool, _ output: DeviceArray) throws -> [any Launch]
  ) throws {
    let results = try [true, false].map { fused in
      let output = try initial.map { try bench.array($0, shape) } ?? bench.unwritten(shape)
      try bench.run(launches(fused, output))
      return try bench.values(output)
    }
    let wrong = zip(results[0], results[1]).enumerated().filter { $1.0 != $1.1 }
    if let (index, values) = wrong.first {
      Issue.record(
        "\(label): \(wrong.count) of \(results[0].count) elements differ; element \(index) is \(values.0), unfused \(values.1)",
        sourceLocation: sourceLocation)
    }
  }

  /// What a layer's input gradient passes back through: an activation's outputs.
  private static func gate(_ activation: Activation, _ bench: Bench, _ shape: [Int], seed: UInt64) throws
    -> ActivationGate
  {
    var numbers = SeededGenerator(seed: seed)
    let output = try bench.array(numbers.floats(shape.reduce(1, *), in: -3...3), shape)
    try bench.run(
      PointwiseExpression(.activation(activation)).launches(
        inputs: [output], output: output, context: bench.context))
    return (activation, output)
  }

  private static func backward(_ gate: ActivationGate, _ gradient: DeviceArray, _ context: OperationContext)
    throws -> [any Launch]
  {
    try PointwiseExpression(.activationGradientFromOutput(gate.activation)).launches(
      inputs: [gate.output, gradient], output: gradient, context: context)
  }

  // MARK: Linear layers

  private static func checkForward(_ activation: Activation, _ sizes: [Int], _ variant: KernelVariant) throws
  {
    let bench = try Bench(variant)
    var numbers = SeededGenerator(seed: 41)
    let (rows, inputs, outputs) = (sizes[0], sizes[1], sizes[2])
    let input = try bench.array(numbers.floats(rows * inputs), [rows, inputs])
    let weight = try bench.array(numbers.floats(outputs * inputs), [outputs, inputs])
    let bias = try bench.array(numbers.floats(outputs), [outputs])
    let initial = numbers.floats(rows * outputs)
    for (bias, accumulate) in [(bias, false), (nil, false), (nil, true)] {
      try expectSame(
        bench, [rows, outputs], initial: accumulate ? initial : nil,
        "\(activation) \(sizes) \(bias == nil ? "" : "bias")\(accumulate ? "added" : "")"
      ) { fused, output in
        try Linear.forward(
          input: input, weight: weight, bias: bias, output: output, activation: fused ? activation : nil,
          accumulate: accumulate, context: bench.context)
          + (fused
            ? []
            : PointwiseExpression(.activation(activation)).launches(
              inputs: [output], output: output, context: bench.context))
      }
    }
  }

  @Test(arguments: Activation.allCases, variants)
  func linearLayersTakeEveryActivation(activation: Activation, variant: KernelVariant) throws {
    try Self.checkForward(activation, [29, 31, 37], variant)
  }

  @Test(arguments: variants + [.clblast]) func linearLayersOfAllSizes(variant: KernelVariant) throws {
    for sizes in Self.sizes { try Self.checkForward(.elu, sizes, variant) }
  }

  private static func checkGate(_ activation: Activation, _ sizes: [Int], _ variant: KernelVariant) throws {
    let bench = try Bench(variant)
    var numbers = SeededGenerator(seed: 42)
    // The gradient's depth is the outputs.
    let (rows, outputs, inputs) = (sizes[0], sizes[1], sizes[2])
    let gate = try gate(activation, bench, [rows, inputs], seed: 43)
    let weight = try bench.array(numbers.floats(outputs * inputs), [outputs, inputs])
    let outputGradient = try bench.array(numbers.floats(rows * outputs), [rows, outputs])
    let initial = numbers.floats(rows * inputs)
    for accumulates in [false, true] {
      try expectSame(
        bench, [rows, inputs], initial: accumulates ? initial : nil,
        "\(activation) \(sizes) \(accumulates ? "added" : "")"
      ) { fused, inputGradient in
        try Linear.inputGradient(
          outputGradient: outputGradient, weight: weight, inputGradient: inputGradient,
          gate: fused ? gate : nil, accumulate: accumulates, context: bench.context)
          + (fused ? [] : backward(gate, inputGradient, bench.context))
      }
    }
  }

  @Test(arguments: Activation.allCases.filter(\.hasOutputForm), variants)
  func inputGradientsTakeEveryGate(activation: Activation, variant: KernelVariant) throws {
    try Self.checkGate(activation, [29, 31, 37], variant)
  }

  @Test(arguments: variants + [.clblast]) func inputGradientsOfAllSizes(variant: KernelVariant) throws {
    for sizes in Self.sizes { try Self.checkGate(.elu, sizes, variant) }
  }

  @Test(arguments: variants + [.clblast]) func inputGradientsAddUp(variant: KernelVariant) throws {
    let bench = try Bench(variant)
    let gradient = try bench.array([Float(10), 20], [1, 2])
    try bench.run(
      Linear.inputGradient(
        outputGradient: bench.array([Float(2)], [1, 1]), weight: bench.array([Float(3), 4], [1, 2]),
        inputGradient: gradient, gate: (.tanh, bench.array([Float(0.5), 0], [1, 2])), accumulate: true,
        context: bench.context))
    #expect(try bench.values(gradient) == [12, 28])
  }

  // MARK: Convolutions

  /// Images, size and channels of the image, outputs, kernel, stride, padding.
  struct Windows: Sendable, CustomTestStringConvertible {
    let images, height, width, channels, outputs, kernel, stride, padding: Int
    var testDescription: String {
      "\(images)×\(height)×\(width)×\(channels) to \(outputs), kernel \(kernel), stride \(stride), padding \(padding)"
    }

    init(_ image: [Int], to outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
      (images, height, width, channels) = (image[0], image[1], image[2], image[3])
      (self.outputs, self.kernel, self.stride, self.padding) = (outputs, kernel, stride, padding)
    }
  }

  /// Pointwise, gathered and scattered gradients; several passes over the depth and, of the patches, over the
  /// columns; Winograd's tiles; images smaller than a tile of rows; pixels that no window reaches; few channels;
  /// windows of whole images.
  static let windows = [
    Windows([1, 1, 1, 1], to: 1, kernel: 1), Windows([3, 5, 4, 17], to: 33, kernel: 1),
    Windows([2, 7, 9, 37], to: 67, kernel: 3, padding: 1),
    Windows([2, 6, 8, 37], to: 67, kernel: 3, padding: 2),
    Windows([3, 9, 8, 3], to: 31, kernel: 4, stride: 2),
    Windows([7, 6, 6, 5], to: 5, kernel: 3, stride: 2, padding: 1),
    Windows([2, 10, 11, 33], to: 301, kernel: 3, stride: 2, padding: 1),
    Windows([3, 8, 8, 2], to: 4, kernel: 2, stride: 3), Windows([13, 2, 2, 3], to: 5, kernel: 2),
    Windows([3, 7, 37, 3], to: 16, kernel: 4, stride: 2), Windows([13, 3, 3, 32], to: 5, kernel: 3),
  ]

  @Test(arguments: windows, variants)
  func convolutionsTakeActivationsAndGates(windows: Windows, variant: KernelVariant) throws {
    let bench = try Bench(variant)
    let context = bench.context
    var numbers = SeededGenerator(seed: 44)
    let shape = [windows.images, windows.height, windows.width, windows.channels]
    let gate = try Self.gate(.elu, bench, shape, seed: 45)
    let weightShape = [windows.kernel, windows.kernel, windows.channels, windows.outputs]
    let weight = try bench.array(numbers.floats(weightShape.reduce(1, *)), weightShape)
    let bias = try bench.array(numbers.floats(windows.outputs), [windows.outputs])
    let geometry = try #require(
      Convolution.geometry(
        input: shape, weight: weightShape, stride: windows.stride, padding: windows.padding))
    let outputShape = [geometry.images, geometry.featureHeight, geometry.featureWidth, windows.outputs]
    let outputGradient = try bench.array(numbers.floats(outputShape.reduce(1, *)), outputShape)
    try Self.expectSame(bench, outputShape, "output") { fused, output in
      try Convolution.forward(
        input: gate.output, weight: weight, bias: bias, output: output, geometry: geometry,
        activation: fused ? .elu : nil, context: context)
        + (fused
          ? []
          : PointwiseExpression(.activation(.elu)).launches(
            inputs: [output], output: output, context: context))
    }
    try Self.expectSame(bench, shape, "input's gradient") { fused, inputGradient in
      try Convolution.inputGradient(
        outputGradient: outputGradient, weight: weight, inputGradient: inputGradient, geometry: geometry,
        gate: fused ? gate : nil, context: context
      ) + (fused ? [] : Self.backward(gate, inputGradient, context))
    }
  }

  @Test(arguments: windows, variants)
  func transposedConvolutionsTakeActivationsAndGates(windows: Windows, variant: KernelVariant) throws {
    let bench = try Bench(variant)
    let context = bench.context
    var numbers = SeededGenerator(seed: 46)
    let shape = [windows.images, windows.height, windows.width, windows.outputs]
    let gate = try Self.gate(.elu, bench, shape, seed: 47)
    let weightShape = [windows.outputs, windows.kernel, windows.kernel, windows.channels]
    let weight = try bench.array(numbers.floats(weightShape.reduce(1, *)), weightShape)
    let bias = try bench.array(numbers.floats(windows.channels), [windows.channels])
    let geometry = try #require(
      TransposedConvolution.geometry(
        input: shape, weight: weightShape, stride: windows.stride, padding: 0,
        outputPadding: windows.stride - 1))
    let outputShape = [geometry.images, geometry.height, geometry.width, windows.channels]
    let outputGradient = try bench.array(numbers.floats(outputShape.reduce(1, *)), outputShape)
    try Self.expectSame(bench, outputShape, "output") { fused, output in
      try TransposedConvolution.forward(
        input: gate.output, weight: weight, bias: bias, output: output, geometry: geometry,
        activation: fused ? .elu : nil, context: context)
        + (fused
          ? []
          : PointwiseExpression(.activation(.elu)).launches(
            inputs: [output], output: output, context: context))
    }
    try Self.expectSame(bench, shape, "input's gradient") { fused, inputGradient in
      try TransposedConvolution.inputGradient(
        outputGradient: outputGradient, weight: weight, inputGradient: inputGradient, geometry: geometry,
        gate: fused ? gate : nil, context: context
      ) + (fused ? [] : Self.backward(gate, inputGradient, context))
    }
  }

  // MARK: Launches

  /// The cores fuse; a library's product is followed by a launch.
  @Test func fusedProductsAreOneLaunch() throws {
    for (variant, count) in [(KernelVariant.vector, 1), (.group, 1), (.clblast, 2)] {
      let bench = try Bench(variant)
      let launches = try Linear.forward(
        input: bench.unwritten([5, 3]), weight: bench.unwritten([7, 3]), bias: nil,
        output: bench.unwritten([5, 7]), activation: .relu, context: bench.context)
      #expect(launches.count == count, "\(variant)")
    }
  }
}
