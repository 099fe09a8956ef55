import Device
import MuZero
import TestSupport
import Testing

/// All steps of the dynamics in one launch, as on a GPU, beside each operation of each step by itself.
@Suite struct ScannedDynamicsTests {
  private static func perceptron(hidden: [Int], bins: Int, scalesStates: Bool) -> MuZeroNetworkConfiguration {
    MuZeroNetworkConfiguration(
      .perceptron(observation: 4, hidden: hidden, encoding: 37), actions: 3, actionEncoding: .oneHot,
      bins: bins, scalesStates: scalesStates)
  }

  @Test(arguments: [
    .smallPerceptron(), perceptron(hidden: [], bins: 1, scalesStates: true),
    perceptron(hidden: [48, 33], bins: 7, scalesStates: false),
  ])
  func gradientsAreThoseOfSingleOperations(_ configuration: MuZeroNetworkConfiguration) throws {
    // Tiles of one row, and of several.
    for units in [16, 1] {
      let device = DeviceAsGPU(try Devices.select(nil), computeUnits: units)
      let scanned = try SmallTraining(configuration, device: device, info: device.info)
      let unrolled = try SmallTraining(configuration, device: device)
      let scans = scanned.step.steps.map(\.operation).filter { $0.hasPrefix("row_scan") }
      #expect(scans == ["row_scan", "row_scan_backward"])
      try scanned.step.executable.fillArena(pattern: Float.nan.bitPattern, on: scanned.queue)
      try scanned.run()
      try unrolled.run()
      let expected = Double(try unrolled.output("loss")[0])
      expectClose(try scanned.output("loss"), [expected], relative: 1e-5, absolute: 1e-6)
      let found = try scanned.gradients()
      for (name, values) in try unrolled.gradients() {
        let largest = max(Double(values.map(abs).max() ?? 0), 1e-6)
        expectClose(found[name]!, values.map(Double.init), relative: 1e-4, absolute: 1e-5 * largest)
      }
    }
  }

  /// Batch normalization takes statistics over the rows.
  @Test func batchesThatRowsDependOnAreUnrolled() throws {
    let device = DeviceAsGPU(try Devices.select(nil))
    let training = try SmallTraining(.smallBoard(), device: device, info: device.info)
    #expect(!training.step.steps.contains { $0.operation.hasPrefix("row_scan") })
  }

  @Test func cpusTakeSingleOperations() throws {
    let device = try Devices.select(nil)
    let training = try SmallTraining(.smallPerceptron(), device: device, info: device.info)
    #expect(!training.step.steps.contains { $0.operation.hasPrefix("row_scan") })
  }
}
