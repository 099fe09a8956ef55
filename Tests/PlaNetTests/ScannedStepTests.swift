import Device
import Networks
import Operations
import Tensors
import TestSupport
import Testing

@testable import PlaNet

/// All steps of a batch of sequences in one launch, as on a GPU, beside each operation of each step by itself.
@Suite struct ScannedStepTests {
  private static let models = PlaNetConfiguration.Variant.allCases.flatMap { variant in
    [(hidden: 12, belief: 10, state: 5), (hidden: 33, belief: 64, state: 30)].map { size in
      var configuration = PlaNetConfiguration(actionSize: 2)
      configuration.observation = .vector(4)
      configuration.variant = variant
      configuration.hiddenSize = size.hidden
      configuration.beliefSize = size.belief
      configuration.stateSize = size.state
      return configuration
    }
  }

  @Test(arguments: models, [(length: 7, sequences: 5), (length: 1, sequences: 3)])
  func gradientsAreThoseOfSingleOperations(
    model: PlaNetConfiguration, sizes: (length: Int, sequences: Int)
  ) throws {
    // Tiles of one row, and of several.
    let device = DeviceAsGPU(try Devices.select(nil), computeUnits: sizes.length == 1 ? 16 : 1)
    let bench = try PlaNetBench(model, device: device)
    func step(_ info: DeviceInfo?) throws -> TrainingStep {
      try bench.step(
        PlaNetLoss(
          bench.network, length: sizes.length, sequences: sizes.sequences, noise: .given, info: info))
    }
    let (scanned, unrolled) = (try step(device.info), try step(nil))
    let names = scanned.steps.map(\.operation)
    #expect(names.filter { $0.hasPrefix("row_scan") } == ["row_scan", "row_scan_backward"])
    #expect(!unrolled.steps.contains { $0.operation.hasPrefix("row_scan") })
    try scanned.executable.fillArena(pattern: Float.nan.bitPattern, on: bench.queue)
    let (loss, expected) = (try bench.output(of: scanned), try bench.output(of: unrolled))
    expectClose([loss], [Double(expected)], relative: 1e-5, absolute: 1e-6)
    let (found, wanted) = (try bench.gradients(of: scanned), try bench.gradients(of: unrolled))
    for (name, values) in wanted {
      let largest = max(Double(values.map(abs).max() ?? 0), 1e-6)
      expectClose(found[name]!, values.map(Double.init), relative: 1e-4, absolute: 1e-5 * largest)
    }
  }
}
