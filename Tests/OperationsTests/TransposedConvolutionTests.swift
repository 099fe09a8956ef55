import Device
import Operations
import TestSupport
import Testing

/// Transposed convolutions against sums over the windows of their outputs.
@Suite struct TransposedConvolutionTests {
  struct Case: Sendable {
    let windows: WindowReference
    let outputPadding: Int

    init(
      images: Int = 1, _ image: [Int], outputs: Int, kernel: [Int], stride: Int = 1, padding: Int = 0,
      outputPadding: Int = 0
    ) {
      windows = WindowReference(
        images: images, transposing: image, outputs: outputs, kernel: kernel, stride: stride,
        padding: padding,
        outputPadding: outputPadding)
      self.outputPadding = outputPadding
    }
  }

  static let cases = [
    Case([1, 1, 1], outputs: 1, kernel: [1, 1]),
    Case(images: 3, [17, 1, 1], outputs: 5, kernel: [5, 5], stride: 2),
    Case(images: 13, [37, 1, 1], outputs: 64, kernel: [3, 5], stride: 2),
    Case(images: 40, [3, 1, 1], outputs: 2, kernel: [3, 2]),
    Case(images: 2, [3, 5, 7], outputs: 17, kernel: [1, 1]),
    Case(images: 2, [3, 4, 5], outputs: 2, kernel: [1, 1], stride: 2, outputPadding: 1),
    Case(images: 2, [3, 4, 5], outputs: 33, kernel: [2, 2]),
    Case(images: 2, [17, 4, 3], outputs: 3, kernel: [3, 3], padding: 1),
    Case(images: 3, [5, 5, 6], outputs: 3, kernel: [2, 2], padding: 2),
    Case(images: 2, [5, 4, 6], outputs: 4, kernel: [3, 3], stride: 2, padding: 1, outputPadding: 1),
    Case(images: 2, [33, 5, 5], outputs: 3, kernel: [6, 6], stride: 2),
    Case(images: 2, [3, 4, 3], outputs: 4, kernel: [2, 2], stride: 3),
    Case(images: 2, [3, 4, 3], outputs: 4, kernel: [2, 2], stride: 3, padding: 1, outputPadding: 2),
    Case(images: 3, [4, 3, 5], outputs: 5, kernel: [3, 2], stride: 2, padding: 1, outputPadding: 1),
    Case(images: 2, [2, 5, 3], outputs: 1, kernel: [2, 4], stride: 3, padding: 2, outputPadding: 1),
    Case([2, 5, 4], outputs: 3, kernel: [2, 2], stride: 2, padding: 3),
    // Lanes that are pixels, also of odd lines and with pixels that no window reaches.
    Case(images: 3, [32, 3, 17], outputs: 3, kernel: [6, 6], stride: 2),
    Case(images: 9, [16, 2, 35], outputs: 1, kernel: [5, 3], stride: 2),
    Case(images: 2, [48, 4, 16], outputs: 2, kernel: [1, 2], stride: 2, outputPadding: 1),
    // Lines of more pixels, and more channels and taps, than are packed at a time.
    Case(images: 2, [3, 2, 171], outputs: 5, kernel: [2, 3], stride: 2),
    Case(images: 2, [150, 3, 4], outputs: 65, kernel: [5, 5], stride: 2),
  ]

  @Test(arguments: [KernelVariant.vector, .group]) func matchesReference(variant: KernelVariant) throws {
    for tested in Self.cases {
      try tested.windows.check(transposed: true, outputPadding: tested.outputPadding, variant)
    }
  }

  @Test(arguments: [KernelVariant.vector, .group]) func randomShapesMatchReference(variant: KernelVariant)
    throws
  {
    var numbers = SeededGenerator(seed: 31)
    for seed in 0..<20 {
      func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &numbers) }
      let stride = random(1...3)
      let kernel = [random(1...4), random(1...4)]
      let image = [random(1...20), random(1...6), random(1...6)]
      // As much padding as leaves an output.
      let size = (0...1).map { (image[$0 + 1] - 1) * stride + kernel[$0] }.min()!
      let tested = Case(
        images: random(1...4), image, outputs: random(1...12), kernel: kernel, stride: stride,
        padding: random(0...min(3, (size - 1) / 2)), outputPadding: random(0...stride - 1))
      try tested.windows.check(
        transposed: true, outputPadding: tested.outputPadding, variant, seed: UInt64(seed))
    }
  }

  @Test func everyPlanIsRight() throws {
    for tested in [
      Case(images: 4, [17, 4, 5], outputs: 33, kernel: [3, 3], stride: 2, padding: 1, outputPadding: 1),
      Case(images: 3, [300, 3, 2], outputs: 3, kernel: [3, 2]),
    ] { try tested.windows.checkEveryPlan(transposed: true, outputPadding: tested.outputPadding) }
  }

  @Test(arguments: [KernelVariant.vector, .group])
  func anImageDoesNotDependOnOthers(variant: KernelVariant) throws {
    for tested in [
      Case(images: 7, [17, 4, 5], outputs: 19, kernel: [3, 3], stride: 2, padding: 1, outputPadding: 1),
      Case(images: 7, [5, 5, 3], outputs: 31, kernel: [4, 4]),
      Case(images: 60, [3, 2, 2], outputs: 4, kernel: [3, 3]),
      Case(images: 60, [7, 1, 1], outputs: 3, kernel: [5, 5], stride: 2),
      Case(images: 40, [5, 3, 13], outputs: 9, kernel: [6, 6], stride: 2),
      Case(images: 7, [16, 3, 17], outputs: 3, kernel: [6, 6], stride: 2),
    ] {
      try tested.windows.checkImagesAreIndependent(
        transposed: true, outputPadding: tested.outputPadding, variant)
    }
  }

  @Test func gradientsAreTheSlopes() throws {
    let tested = Case([2, 3, 2], outputs: 2, kernel: [3, 2], stride: 2, padding: 1, outputPadding: 1)
    try tested.windows.checkSlopes(transposed: true, outputPadding: tested.outputPadding)
  }

  private static let shapes = ["input": [1, 3, 5, 5], "weight": [3, 4, 3, 3], "bias": [4]]

  @Test(arguments: [
    (
      ["input": [1, 3, 5, 5], "weight": [2, 4, 3, 3], "bias": [4]], [1, 0, 0], ["2 channels", "3 channels"]
    ),
    (["input": [1, 3, 5, 5], "weight": [3, 4, 3, 3], "bias": [3]], [1, 0, 0], ["bias of [3]"]),
    (shapes, [0, 0, 0], ["stride 0"]), (shapes, [1, -1, 0], ["padding -1"]),
    (shapes, [2, 0, 2], ["output padding 2"]), (shapes, [2, 0, -1], ["output padding -1"]),
    (shapes, [1, 4, 0], ["padding 4", "3×3", "5×5"]),
  ])
  func whatDoesNotFitIsRefused(shapes: [String: [Int]], numbers: [Int], words: [String]) throws {
    try expectRefusal(
      "conv_transpose2d", shapes,
      [
        "stride": .number(Double(numbers[0])), "padding": .number(Double(numbers[1])),
        "output_padding": .number(Double(numbers[2])),
      ], mentions: words)
  }
}
