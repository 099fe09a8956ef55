import Device
import MuZero
import Operations
import TestSupport
import Testing

/// A residual network's training step with all that GPUs' products take in, beside a CPU's.
@Suite struct NormalizedConvolutionTests {
  private static func board(height: Int, width: Int, channels: Int, blocks: Int, bins: Int)
    -> MuZeroNetworkConfiguration
  {
    MuZeroNetworkConfiguration(
      .residual(
        planes: 3, height: height, width: width, channels: channels, blocks: blocks, headPlanes: 2,
        headHidden: [6], downsampling: false),
      actions: height * width, actionEncoding: .boardPoint, bins: bins)
  }

  /// Rows and channels that are multiples of tiles, and others; on matrix units, emulated, by float32's three products.
  @Test(arguments: [
    (board(height: 3, width: 4, channels: 5, blocks: 1, bins: 1), nil),
    (board(height: 8, width: 8, channels: 32, blocks: 1, bins: 21), nil),
    (board(height: 9, width: 7, channels: 36, blocks: 2, bins: 1), nil),
    (board(height: 9, width: 7, channels: 36, blocks: 1, bins: 1), KernelVariant.matrix),
  ])
  func gradientsAreThoseOfACPU(_ configuration: MuZeroNetworkConfiguration, variant: KernelVariant?) throws {
    try check(configuration, variant: variant)
  }

  /// So many images on one unit that the rows of a tile, of which statistics are taken, are one pixel of many images.
  @Test func gradientsOfManyImagesAreThoseOfACPU() throws {
    let configuration = Self.board(height: 3, width: 4, channels: 32, blocks: 1, bins: 1)
    try check(configuration, variant: nil, batch: 130, computeUnits: 1)
  }

  private func check(
    _ configuration: MuZeroNetworkConfiguration, variant: KernelVariant?, batch: Int = SmallTraining.batch,
    computeUnits: Int = 16
  ) throws {
    let device = try Devices.select(nil)
    let onGPU = try SmallTraining(
      configuration, device: DeviceAsGPU(device, computeUnits: computeUnits), variant: variant,
      batch: batch)
    let onCPU = try SmallTraining(configuration, device: device, batch: batch)
    let operations = Dictionary(grouping: onGPU.step.steps, by: \.operation)
    // A product that computes statistics, and the normalization.
    let joined = operations.filter {
      $0.key.contains("convolution") && $0.key.contains("batch_normalization")
    }
    #expect(joined.keys.contains("convolution_batch_normalization_relu"))
    #expect(joined.keys.contains { $0.hasPrefix("convolution_input_gradient") })
    #expect(!operations.keys.contains("batch_normalization_relu"))
    #expect(!onCPU.step.steps.contains { $0.operation == "convolution_batch_normalization_relu" })

    try onGPU.step.executable.fillArena(pattern: Float.nan.bitPattern, on: onGPU.queue)
    for training in [onGPU, onCPU] { try training.run() }
    let expected = Double(try onCPU.output("loss")[0])
    expectClose(try onGPU.output("loss"), [expected], relative: 1e-4, absolute: 1e-5)
    let found = try onGPU.gradients()
    for (name, values) in try onCPU.gradients() {
      let largest = max(Double(values.map(abs).max() ?? 0), 1e-6)
      expectClose(found[name]!, values.map(Double.init), relative: 1e-3, absolute: 1e-4 * largest)
    }
    let (own, other) = (try onGPU.store.values(), try onCPU.store.values())
    for name in other.keys where name.contains("running") {
      expectClose(own[name]!, other[name]!.map(Double.init), relative: 1e-4, absolute: 1e-5)
    }
  }
}
