import Device
import Operations
import Tensors
import TestSupport
import Testing

/// The tiles of GPUs' work-groups, of so many images that a tile's rows are the same pixel of many of them.
@Suite struct GroupTileTests {
  private static let convolutions = [
    WindowReference(images: 131, image: [16, 3, 4], outputs: 36, kernel: [3, 3], padding: 1),
    WindowReference(images: 130, image: [5, 3, 2], outputs: 33, kernel: [2, 3], padding: 2),
    WindowReference(images: 129, image: [4, 6, 5], outputs: 16, kernel: [4, 4], stride: 2, padding: 1),
  ]
  private static let transposed = [
    TransposedConvolutionTests.Case(images: 130, [16, 2, 3], outputs: 32, kernel: [5, 5], stride: 2),
    TransposedConvolutionTests.Case(
      images: 129, [6, 3, 2], outputs: 9, kernel: [3, 2], stride: 2, padding: 1, outputPadding: 1),
    // Taps are a multiple of 4 elements, a tap's channels are not.
    TransposedConvolutionTests.Case(
      images: 130, [8, 8, 8], outputs: 1, kernel: [4, 4], stride: 2, padding: 1),
    TransposedConvolutionTests.Case(
      images: 130, [4, 5, 8], outputs: 3, kernel: [4, 4], stride: 2, padding: 1),
  ]
  private static let tiles: [GroupTile.Size] = [
    .tile128x128, .tile128x64, .tile64x128, .tile64x64, .tile128x32, .tile32x128, .tile64x32,
  ]

  @Test(arguments: tiles) func everyTileIsRight(tile: GroupTile.Size) throws {
    func selection(_ products: [ProductShape]) -> ProductSelection {
      ProductSelection(
        Dictionary(products.map { ($0.key, .group(tile: tile)) }, uniquingKeysWith: { first, _ in first }))
    }
    for windows in tile == .tile64x64 ? Self.convolutions : [Self.convolutions[0]] {
      try windows.check(selection: selection(windows.products(asGPU: true)), asGPU: true)
    }
    let isThorough = tile == .tile64x64 || tile == .tile128x32
    for tested in isThorough ? Self.transposed : [Self.transposed[0]] {
      let products = try tested.windows.products(
        transposed: true, outputPadding: tested.outputPadding, asGPU: true)
      try tested.windows.check(
        transposed: true, outputPadding: tested.outputPadding, selection: selection(products), asGPU: true)
    }
  }

  /// A training step's launches on a device that is not here.
  private func launches(_ operation: String, _ inputs: [String: [Int]], padding: Int, stride: Int) throws
    -> [AbsentLaunch]
  {
    let device = AbsentDevice(NamedDevice.named("h200")!.info)
    let request = OperationRequest(
      operation: operation,
      attributes: ["stride": .number(Double(stride)), "padding": .number(Double(padding))],
      inputs: inputs.mapValues { .init(shape: $0) }, differentiated: Set(inputs.keys))
    let executable = try OperationExecutable(
      NamedOperation.trace(request, device: device.info), context: OperationContext(device: device))
    return executable.executable.steps.compactMap { $0.launch as? AbsentLaunch }
  }

  @Test func tapsOutsideOfImagesAreLeftOut() throws {
    let padded = try launches(
      "conv2d", ["input": [512, 64, 8, 8], "weight": [64, 64, 3, 3], "bias": [64]], padding: 1, stride: 1)
    let isPixelMajor = padded.filter { $0.name == "product_group" }.map {
      $0.program.macros["PIXEL_MAJOR"] == "1"
    }
    // The output and the input's gradient; the weight's gradient has no rows that are pixels.
    #expect(isPixelMajor == [true, true, false])
    let whole = try launches(
      "conv2d", ["input": [512, 64, 9, 9], "weight": [64, 64, 3, 3], "bias": [64]], padding: 0, stride: 1)
    #expect(whole.first?.program.macros["PIXEL_MAJOR"] == nil)
  }

  @Test(arguments: ["conv2d", "conv_transpose2d"]) func biasesTakeNoLaunchOfTheirOwn(operation: String) throws
  {
    let launches = try launches(
      operation, ["input": [256, 32, 9, 9], "weight": [32, 32, 4, 4], "bias": [32]], padding: 0, stride: 2)
    #expect(
      launches.map(\.name) == ["product_group", "product_group", "product_group", "product_sum_group"])
    #expect(launches.count { $0.program.macros["SUMS"] == "1" } == 1)
  }

  /// Long functions, in place too, of arrays and of single numbers, by several loads at once; what is no multiple of a
  /// work-group's elements, and of four, among them.
  @Test(arguments: [49_152, 49_156, 49_153, 8]) func longFunctionsAreRight(count: Int) throws {
    let device = DeviceAsGPU(try Devices.select("cpu"))
    var numbers = SeededGenerator(seed: 5)
    let (a, b) = (numbers.wholeNumbers(count), numbers.wholeNumbers(count))
    func output(_ operation: String, _ inputs: [String: (shape: [Int], values: [Float])]) throws -> [Float]? {
      try OperationRun(operation, inputs: inputs, device: device).outputs["output"]
    }
    expectEqual(
      try output("subtract", ["a": ([count], a), "b": ([count], b)]), zip(a, b).map { Double($0 - $1) },
      "\(count) differences")
    expectEqual(
      try output("multiply", ["a": ([count], a), "b": ([1], [3])]), a.map { Double(3 * $0) },
      "\(count) multiples")
    expectEqual(try output("relu", ["input": ([count], a)]), a.map { Double(max($0, 0)) }, "\(count)")
  }

  /// Tiles whose work-items would spill registers are no choice.
  @Test func tilesThatSpillAreNoChoice() throws {
    let device = AbsentDevice(NamedDevice.named("h200")!.info)
    func tiles(_ k: Int) throws -> [GroupTile.Size] {
      let request = OperationRequest(
        operation: "linear", attributes: [:],
        inputs: [
          "input": .init(shape: [512, k]), "weight": .init(shape: [256, k]), "bias": .init(shape: [256]),
        ], differentiated: [])
      let context = OperationContext(device: device)
      _ = try OperationExecutable(
        NamedOperation.trace(request, device: device.info), context: context)
      let shape = try #require(context.products.first)
      func array(_ count: Int) throws -> DeviceArray { try context.makeArray([count]) }
      let product = shape.product(
        left: try array(shape.leftCount), right: try array(shape.rightCount),
        output: try array(shape.outputCount), bias: try array(shape.biasCount))
      return product.choices(context, plans: 1).compactMap {
        if case .group(let tile, _) = $0 { tile } else { nil }
      }
    }
    #expect(try tiles(64).contains(.tile128x64))
    #expect(try !tiles(63).contains(.tile128x64))
  }
}
