import Device
import Operations
import TestSupport
import Testing

/// Winograd's convolutions, at sizes for which they are not chosen too, against sums over windows.
@Suite struct WinogradTests {
  private static let windows = [
    WindowReference(image: [1, 1, 1], outputs: 1, kernel: [3, 3], padding: 1),
    WindowReference(image: [33, 1, 1], outputs: 2, kernel: [3, 3], padding: 1),
    WindowReference(images: 3, image: [1, 5, 5], outputs: 17, kernel: [3, 3], padding: 1),
    WindowReference(images: 2, image: [33, 8, 8], outputs: 32, kernel: [3, 3], padding: 1),
    WindowReference(images: 7, image: [16, 9, 9], outputs: 33, kernel: [3, 3], padding: 1),
    WindowReference(images: 2, image: [5, 7, 13], outputs: 66, kernel: [3, 3], padding: 1),
    WindowReference(images: 5, image: [18, 2, 11], outputs: 47, kernel: [3, 3], padding: 1),
    WindowReference(images: 3, image: [70, 6, 1], outputs: 3, kernel: [3, 3], padding: 1),
    WindowReference(images: 60, image: [3, 8, 4], outputs: 4, kernel: [3, 3], padding: 1),
    WindowReference(images: 2, image: [130, 4, 3], outputs: 129, kernel: [3, 3], padding: 1),
  ]

  @Test(arguments: windows) func matchesReference(windows: WindowReference) throws {
    var numbers = SeededGenerator(seed: 51)
    try check(windows) { numbers.wholeNumbers($0) }
  }

  @Test(arguments: [
    WindowReference(images: 4, image: [64, 8, 8], outputs: 64, kernel: [3, 3], padding: 1),
    WindowReference(images: 4, image: [64, 9, 9], outputs: 64, kernel: [3, 3], padding: 1),
  ])
  func errorsAreSmall(windows: WindowReference) throws {
    var numbers = SeededGenerator(seed: 52)
    try check(windows) { numbers.floats($0) }
  }

  @Test(arguments: [
    WindowReference(images: 60, image: [33, 8, 8], outputs: 32, kernel: [3, 3], padding: 1),
    WindowReference(images: 7, image: [16, 9, 5], outputs: 35, kernel: [3, 3], padding: 1),
  ])
  func anImageDoesNotDependOnOthers(windows: WindowReference) throws {
    try windows.checkImagesAreIndependent(.vector)
  }

  /// Products are noted where they are bound: where there are none, windows are not summed over.
  @Test(arguments: [(32, 8, 1), (33, 6, 128), (64, 9, 1), (256, 8, 3)])
  func boardsOfResidualNetworksAreComputedThisWay(channels: Int, size: Int, images: Int) throws {
    let windows = WindowReference(
      images: images, image: [channels, size, size], outputs: 32, kernel: [3, 3], padding: 1)
    let floatLanes = try Devices.select("cpu").info.floatLanes
    #expect(try windows.products().isEmpty == (floatLanes >= 16))
  }

  @Test(arguments: [
    WindowReference(image: [32, 8, 8], outputs: 32, kernel: [3, 3]),
    WindowReference(image: [32, 8, 8], outputs: 32, kernel: [3, 3], stride: 2, padding: 1),
    WindowReference(image: [32, 8, 8], outputs: 32, kernel: [2, 2], padding: 1),
    WindowReference(image: [2000, 4, 4], outputs: 2000, kernel: [3, 3], padding: 1),
  ])
  func otherWindowsAreNot(windows: WindowReference) throws {
    let context = try OperationContext(device: Devices.select("cpu"))
    #expect(Winograd(windows.geometry, context: context) == nil)
  }

  /// Checks all three results for inputs of which `values` makes as many as it is asked for.
  private func check(_ windows: WindowReference, _ values: (Int) -> [Float]) throws {
    let (input, weight) = (values(windows.imageShape.product), values(windows.weightShape.product))
    let (bias, cotangent) = (values(windows.small[0]), values(windows.featureShape.product))
    let initial = values(weight.count)
    let (queue, context) = try bench()
    func upload(_ values: [Float], _ shape: [Int], _ layout: Layout) throws -> DeviceArray {
      let array = try context.makeArray(layout.deviceShape(shape))
      try queue.upload(HostMemory(layout.toDevice(values, hostShape: shape)), to: array.buffer, byteOffset: 0)
      return array
    }
    let x = try upload(input, windows.imageShape, .image)
    let w = try upload(weight, windows.weightShape, .convolutionWeight)
    let y = try context.makeArray(Layout.image.deviceShape(windows.featureShape))
    let dy = try upload(cotangent, windows.featureShape, .image)
    let dx = try context.makeArray(x.shape)
    let dw = try upload(initial, windows.weightShape, .convolutionWeight)
    let winograd = try #require(Winograd(windows.geometry, context: context))
    let launches =
      try winograd.forward(input: x, weight: w, bias: upload(bias, [bias.count], .same(1)), output: y)
      + winograd.inputGradient(outputGradient: dy, weight: w, inputGradient: dx)
      + winograd.weightGradient(input: x, outputGradient: dy, weightGradient: dw)
    for launch in launches { try queue.enqueue(launch) }
    func download(_ array: DeviceArray, _ shape: [Int], _ layout: Layout) throws -> [Float] {
      let values = try queue.download(array.buffer, range: 0..<array.count * 4).wait().array(of: Float.self)
      return layout.toHost(values, hostShape: shape)
    }
    let sums = windows.sums(large: input, small: cotangent, weight: weight)
    expectSmallError(
      try download(y, windows.featureShape, .image), sums.small.addingChannels(bias, images: windows.images),
      "output, \(windows)")
    expectSmallError(try download(dx, windows.imageShape, .image), sums.large, "input's gradient, \(windows)")
    expectSmallError(
      try download(dw, windows.weightShape, .convolutionWeight),
      zip(sums.weight, initial).map { $0 + Double($1) }, "weight's gradient, \(windows)")
  }

  /// Expects an error of at most 4e-6 of the whole: short algorithms round larger numbers than sums over windows do,
  /// and spread the errors of large elements to small ones.
  private func expectSmallError(_ actual: [Float], _ expected: [Double], _ label: String) {
    let scale = (dotProduct(expected, expected) / Double(expected.count)).squareRoot()
    expectClose(actual, expected, relative: 1e-6, absolute: 5e-5 * scale, label)
    let errors = zip(actual, expected).map { Double($0) - $1 }
    let error = (dotProduct(errors, errors) / dotProduct(expected, expected)).squareRoot()
    #expect(error <= 4e-6, "\(label)")
  }

  /// A context that fills all memory with NaN.
  private func bench() throws -> (any Queue, OperationContext) {
    let device = try Devices.select("cpu")
    let queue = try device.makeQueue(profiling: false)
    let context = OperationContext(
      device: device,
      prepare: { array in
        try queue.fill(array.buffer, pattern: Float.nan.bitPattern)
        try queue.finish()
      })
    return (queue, context)
  }
}

extension WindowReference {
  fileprivate var geometry: ConvolutionGeometry {
    Convolution.geometry(
      input: Layout.image.deviceShape(imageShape), weight: Layout.convolutionWeight.deviceShape(weightShape),
      stride: stride, padding: padding)!
  }
}
