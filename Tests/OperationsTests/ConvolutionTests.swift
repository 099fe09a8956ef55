import Device
import Operations
import Tensors
import TestSupport
import Testing

extension WindowReference {
  /// A convolution's results, or a transposed one's, in whole numbers, against sums over all windows; gradients of
  /// parameters are added to what is there. Work-groups are those of a GPU, to which the CPU is one, with all that is
  /// computed together there.
  func check(
    transposed: Bool = false, outputPadding: Int = 0, _ variant: KernelVariant? = nil,
    selection: ProductSelection = ProductSelection(), asGPU: Bool = false, seed: UInt64 = 21
  ) throws {
    var numbers = SeededGenerator(seed: seed)
    let (inputShape, outputShape) = transposed ? (featureShape, imageShape) : (imageShape, featureShape)
    let input = numbers.wholeNumbers(inputShape.product)
    let weight = numbers.wholeNumbers(weightShape.product)
    let bias = numbers.wholeNumbers(outputShape[1])
    let cotangent = numbers.wholeNumbers(outputShape.product)
    let initial = ["weight": numbers.wholeNumbers(weight.count), "bias": numbers.wholeNumbers(bias.count)]
    let run = try OperationRun(
      transposed ? "conv_transpose2d" : "conv2d", attributes: attributes(outputPadding),
      inputs: ["input": (inputShape, input), "weight": (weightShape, weight), "bias": ([bias.count], bias)],
      cotangents: ["output": cotangent], differentiated: ["input", "weight", "bias"], initial: initial,
      variant: variant, selection: selection, device: Self.device(asGPU: asGPU || variant == .group))
    // What flows forwards, and what flows backwards: each meets the same windows.
    let (large, small) = transposed ? (cotangent, input) : (input, cotangent)
    let sums = sums(large: large, small: small, weight: weight)
    let label = "\(testDescription), output padding \(outputPadding)"
    let output = (transposed ? sums.large : sums.small).addingChannels(bias, images: images)
    expectEqual(run.outputs["output"], output, "output, \(label)")
    expectEqual(
      run.gradients["input"], transposed ? sums.small : sums.large, "input's gradient, \(label)")
    expectEqual(
      run.gradients["weight"], zip(sums.weight, initial["weight"]!).map { $0 + Double($1) },
      "weight's gradient, \(label)")
    expectEqual(
      run.gradients["bias"],
      cotangent.map(Double.init).channelSums(images: images, channels: bias.count)
        .addingChannels(initial["bias"]!, images: 1),
      "bias's gradient, \(label)")
  }

  private static func device(asGPU: Bool) throws -> any Device {
    let cpu = try Devices.select("cpu")
    return asGPU ? DeviceAsGPU(cpu, computeUnits: 12) : cpu
  }

  func attributes(_ outputPadding: Int) -> [String: Attribute] {
    [
      "stride": .number(Double(stride)), "padding": .number(Double(padding)),
      "output_padding": .number(Double(outputPadding)),
    ]
  }

  /// The products that a convolution of these windows, or a transposed one, is made of.
  func products(transposed: Bool = false, outputPadding: Int = 0, asGPU: Bool = false) throws
    -> [ProductShape]
  {
    let shapes = [
      "input": transposed ? featureShape : imageShape, "weight": weightShape,
      "bias": [transposed ? large[0] : small[0]],
    ]
    let request = OperationRequest(
      operation: transposed ? "conv_transpose2d" : "conv2d", attributes: attributes(outputPadding),
      inputs: shapes.mapValues { .init(shape: $0) }, differentiated: Set(shapes.keys))
    let context = try OperationContext(device: Self.device(asGPU: asGPU))
    _ = try OperationExecutable(
      NamedOperation.trace(request, device: context.device.info), context: context)
    return context.products
  }

  /// Checks every way to cut each product into blocks.
  func checkEveryPlan(transposed: Bool = false, outputPadding: Int = 0) throws {
    let products = try products(transposed: transposed, outputPadding: outputPadding)
    let bench = try Bench()
    let choices = try products.map { shape in
      func array(_ count: Int) throws -> DeviceArray { try bench.context.makeArray([count]) }
      let product = shape.product(
        left: try array(shape.leftCount), right: try array(shape.rightCount),
        output: try array(shape.outputCount), bias: shape.hasBias ? try array(shape.biasCount) : nil)
      return product.choices(bench.context, plans: 1000).filter { $0.variant == .vector }
    }
    for index in 0..<choices.map(\.count).max()! {
      let selected = zip(products, choices).map { ($0.key, $1[index % $1.count]) }
      let selection = ProductSelection(Dictionary(uniqueKeysWithValues: selected))
      try check(transposed: transposed, outputPadding: outputPadding, selection: selection)
    }
  }
}

/// Convolutions against sums over their windows.
@Suite struct ConvolutionTests {
  static let windows = [
    WindowReference(image: [1, 1, 1], outputs: 1, kernel: [1, 1]),
    WindowReference(images: 3, image: [3, 5, 7], outputs: 17, kernel: [1, 1]),
    WindowReference(images: 2, image: [17, 5, 6], outputs: 3, kernel: [1, 1], stride: 2),
    WindowReference(image: [3, 4, 4], outputs: 5, kernel: [1, 1], stride: 3, padding: 2),
    WindowReference(images: 2, image: [3, 7, 6], outputs: 5, kernel: [3, 3]),
    WindowReference(images: 3, image: [17, 6, 5], outputs: 33, kernel: [3, 3], padding: 1),
    WindowReference(images: 2, image: [33, 5, 7], outputs: 3, kernel: [3, 3], padding: 2),
    WindowReference(image: [3, 4, 5], outputs: 2, kernel: [2, 2], padding: 3),
    WindowReference(images: 2, image: [3, 6, 5], outputs: 4, kernel: [3, 2], padding: 1),
    WindowReference(images: 2, image: [5, 6, 7], outputs: 3, kernel: [2, 3]),
    WindowReference(images: 2, image: [4, 9, 8], outputs: 6, kernel: [4, 4], stride: 2),
    WindowReference(images: 5, image: [3, 8, 7], outputs: 17, kernel: [3, 3], stride: 2, padding: 1),
    WindowReference(images: 2, image: [3, 8, 5], outputs: 3, kernel: [3, 2], stride: 2, padding: 2),
    WindowReference(images: 2, image: [1, 11, 8], outputs: 3, kernel: [2, 3], stride: 3, padding: 1),
    WindowReference(images: 2, image: [2, 5, 5], outputs: 3, kernel: [2, 2], stride: 2, padding: 4),
    WindowReference(images: 3, image: [3, 11, 10], outputs: 4, kernel: [2, 2], stride: 3),
    WindowReference(images: 2, image: [17, 3, 4], outputs: 5, kernel: [3, 4]),
    WindowReference(images: 13, image: [33, 2, 3], outputs: 19, kernel: [2, 3], stride: 2),
    WindowReference(image: [2, 3, 1], outputs: 19, kernel: [5, 3], stride: 2, padding: 1),
    WindowReference(images: 40, image: [2, 2, 3], outputs: 3, kernel: [2, 2], padding: 1),
    // Few channels: patches are read in place, in tiles of a line that overlap, and lanes are pixels.
    WindowReference(images: 2, image: [3, 9, 12], outputs: 17, kernel: [4, 4], stride: 2),
    WindowReference(images: 3, image: [3, 8, 28], outputs: 35, kernel: [4, 4], stride: 2),
    WindowReference(images: 2, image: [1, 3, 30], outputs: 3, kernel: [2, 3]),
    WindowReference(images: 3, image: [2, 6, 10], outputs: 5, kernel: [3, 4], stride: 2),
    WindowReference(images: 5, image: [3, 9, 37], outputs: 16, kernel: [4, 4], stride: 2),
    WindowReference(images: 2, image: [1, 7, 36], outputs: 32, kernel: [3, 6], stride: 2),
    WindowReference(images: 3, image: [2, 6, 71], outputs: 16, kernel: [3, 3], stride: 2),
    WindowReference(images: 9, image: [4, 7, 8], outputs: 48, kernel: [3, 3]),
    // A gradient of several blocks of columns; lines of more pixels and columns than are packed at a time.
    WindowReference(images: 2, image: [64, 5, 16], outputs: 96, kernel: [4, 4], stride: 2),
    WindowReference(images: 2, image: [2, 3, 345], outputs: 3, kernel: [2, 2], stride: 2),
    WindowReference(images: 2, image: [130, 5, 5], outputs: 5, kernel: [3, 3], stride: 2),
  ]

  @Test(arguments: [KernelVariant.vector, .group]) func matchesReference(variant: KernelVariant) throws {
    for windows in Self.windows { try windows.check(variant) }
  }

  @Test(arguments: [KernelVariant.vector, .group]) func randomShapesMatchReference(variant: KernelVariant)
    throws
  {
    var numbers = SeededGenerator(seed: 22)
    for seed in 0..<20 {
      func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &numbers) }
      let (stride, padding) = (random(1...3), random(0...3))
      let image = [random(1...20), random(1...9), random(1...9)]
      let kernel = (1...2).map { random(1...min(4, image[$0] + 2 * padding)) }
      let windows = WindowReference(
        images: random(1...4), image: image, outputs: random(1...20), kernel: kernel, stride: stride,
        padding: padding)
      try windows.check(variant, seed: UInt64(seed))
    }
  }

  @Test(arguments: [
    WindowReference(images: 2, image: [33, 6, 5], outputs: 35, kernel: [3, 3], padding: 2),
    WindowReference(images: 5, image: [17, 9, 8], outputs: 33, kernel: [3, 2], stride: 2, padding: 1),
    WindowReference(images: 3, image: [67, 5, 6], outputs: 35, kernel: [1, 1]),
  ])
  func everyPlanIsRight(windows: WindowReference) throws { try windows.checkEveryPlan() }

  @Test func aLargeTileIsRight() throws {
    let windows = WindowReference(images: 3, image: [68, 8, 7], outputs: 72, kernel: [3, 3], padding: 2)
    let choices = try windows.products().map { ($0.key, ProductChoice.group(tile: .tile128x128)) }
    try windows.check(selection: ProductSelection(Dictionary(uniqueKeysWithValues: choices)))
  }

  @Test(arguments: [KernelVariant.vector, .group])
  func anImageDoesNotDependOnOthers(variant: KernelVariant) throws {
    let shapes = [
      WindowReference(images: 7, image: [17, 6, 5], outputs: 19, kernel: [3, 3], padding: 1),
      WindowReference(images: 7, image: [5, 9, 8], outputs: 33, kernel: [4, 4], stride: 2, padding: 1),
      WindowReference(images: 60, image: [3, 5, 5], outputs: 4, kernel: [3, 3], stride: 2, padding: 1),
      WindowReference(images: 7, image: [33, 3, 3], outputs: 4, kernel: [1, 1]),
      WindowReference(images: 7, image: [3, 5, 37], outputs: 32, kernel: [4, 4], stride: 2),
      WindowReference(images: 40, image: [9, 7, 7], outputs: 5, kernel: [4, 4], stride: 2),
    ]
    for windows in shapes { try windows.checkImagesAreIndependent(variant) }
  }

  @Test func gradientsAreTheSlopes() throws {
    let windows = WindowReference(image: [2, 4, 3], outputs: 2, kernel: [3, 2], stride: 2, padding: 1)
    try windows.checkSlopes(transposed: false)
  }

  @Test(arguments: [
    (["input": [1, 3, 5, 5], "weight": [4, 2, 3, 3], "bias": [4]], 1, 0, ["2 channels", "3 channels"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 3, 3], "bias": [3]], 1, 0, ["bias of [3]"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 6, 3], "bias": [4]], 1, 0, ["6×3", "5×5"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 3, 8], "bias": [4]], 1, 1, ["3×8", "padding 1"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 3, 3], "bias": [4]], 0, 0, ["stride 0"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 3, 3], "bias": [4]], -1, 0, ["stride -1"]),
    (["input": [1, 3, 5, 5], "weight": [4, 3, 3, 3], "bias": [4]], 1, -1, ["padding -1"]),
    (["input": [3, 5, 5], "weight": [4, 3, 3, 3], "bias": [4]], 1, 0, ["[3, 5, 5]", "4 dimensions"]),
  ])
  func whatDoesNotFitIsRefused(shapes: [String: [Int]], stride: Int, padding: Int, words: [String]) throws {
    try expectRefusal(
      "conv2d", shapes, ["stride": .number(Double(stride)), "padding": .number(Double(padding))],
      mentions: words)
  }
}

extension WindowReference {
  /// The windows of some of the images.
  private func with(images: Int) -> WindowReference {
    WindowReference(
      images: images, large: large, small: small, kernel: kernel, stride: stride, padding: padding)
  }

  private init(images: Int, large: [Int], small: [Int], kernel: [Int], stride: Int, padding: Int) {
    self.images = images
    self.large = large
    self.small = small
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Expects the same bits of an image, forwards and backwards, alone and at every place of a batch.
  func checkImagesAreIndependent(
    transposed: Bool = false, outputPadding: Int = 0, _ variant: KernelVariant
  ) throws {
    var numbers = SeededGenerator(seed: 23)
    let (inputShape, outputShape) = transposed ? (featureShape, imageShape) : (imageShape, featureShape)
    let (input, cotangent) = (numbers.floats(inputShape.product), numbers.floats(outputShape.product))
    let (weight, bias) = (numbers.floats(weightShape.product), numbers.floats(outputShape[1]))
    func results(_ range: Range<Int>) throws -> [[Float]] {
      func part(_ values: [Float]) -> [Float] {
        let count = values.count / images
        return Array(values[range.lowerBound * count..<range.upperBound * count])
      }
      let run = try OperationRun(
        transposed ? "conv_transpose2d" : "conv2d", attributes: attributes(outputPadding),
        inputs: [
          "input": ([range.count] + inputShape.dropFirst(), part(input)), "weight": (weightShape, weight),
          "bias": ([bias.count], bias),
        ], cotangents: ["output": part(cotangent)], differentiated: ["input"], variant: variant,
        device: Devices.select("cpu"))
      return [run.outputs["output"]!, run.gradients["input"]!]
    }
    let all = try results(0..<images)
    for range in (0..<min(images, 7)).map({ $0..<$0 + 1 }) + [images - 1..<images, 2..<5] {
      for (part, whole) in zip(try results(range), all) {
        let count = whole.count / images
        let same = part == Array(whole[range.lowerBound * count..<range.upperBound * count])
        #expect(same, "images \(range) of \(testDescription)")
      }
    }
  }

  /// Expects gradients to be central differences of the sums over the windows.
  func checkSlopes(transposed: Bool, outputPadding: Int = 0) throws {
    var numbers = SeededGenerator(seed: 24)
    let (inputShape, outputShape) = transposed ? (featureShape, imageShape) : (imageShape, featureShape)
    let (input, weight) = (
      numbers.wholeNumbers(inputShape.product), numbers.wholeNumbers(weightShape.product)
    )
    let (bias, cotangent) = (
      numbers.wholeNumbers(outputShape[1]), numbers.wholeNumbers(outputShape.product)
    )
    let run = try OperationRun(
      transposed ? "conv_transpose2d" : "conv2d", attributes: attributes(outputPadding),
      inputs: ["input": (inputShape, input), "weight": (weightShape, weight), "bias": ([bias.count], bias)],
      cotangents: ["output": cotangent], differentiated: ["input", "weight", "bias"],
      device: Devices.select("cpu"))
    // The function is linear in each, so that differences over whole steps are exact.
    func value(_ input: [Double], _ weight: [Double], _ bias: [Double]) -> Double {
      let rest = [Float](repeating: 0, count: cotangent.count)
      let input = input.map(Float.init)
      let sums = sums(
        large: transposed ? rest : input, small: transposed ? input : rest, weight: weight.map(Float.init))
      let output = (transposed ? sums.large : sums.small).addingChannels(
        bias.map(Float.init), images: images)
      return dotProduct(cotangent.map(Double.init), output)
    }
    let (x, w, b) = (input.map(Double.init), weight.map(Double.init), bias.map(Double.init))
    expectEqual(run.gradients["input"], numericalGradient(at: x, step: 1) { value($0, w, b) }, "input")
    expectEqual(run.gradients["weight"], numericalGradient(at: w, step: 1) { value(x, $0, b) }, "weight")
    expectEqual(run.gradients["bias"], numericalGradient(at: b, step: 1) { value(x, w, $0) }, "bias")
  }
}
