import Device
import Environments
import MuZero
import TestSupport
import Testing

/// The device that a learner computes on.
@Suite struct LearnerDeviceTests {
  private let device: any Device

  init() throws { device = try Devices.select("cpu") }

  private func learns(_ preset: String, _ values: [String: String] = [:]) throws -> any Device {
    let settings = try MuZeroSettings(preset: preset, replacing: values)
    return settings.learningDevice(try settings.makeEnvironment().specification, beside: device)
  }

  @Test func smallPerceptronsLearnOnOneThread() throws {
    let serial = Devices.forSmallBatches(beside: device)
    #expect(try learns("cartpole") === (device.info.computeUnits > 2 ? device : serial))
    #expect(try learns("acrobot", ["learner.batch": "16"]) === serial)
  }

  @Test(arguments: [
    ("connect-four", [:]), ("cartpole", ["learner.batch": "4096"]),
    ("cartpole", ["network.hidden": "[1024, 1024]"]),
  ]) func otherNetworksLearnOnTheDevice(preset: String, values: [String: String]) throws {
    #expect(try learns(preset, values) === device)
  }

  /// The host searches its trees on the serial device, at the same time.
  @Test func searchesOnTheHostKeepTheSerialDevice() throws {
    #expect(try learns("cartpole", ["search.place": "host"]) === device)
  }

  @Test func aRunLearnsThere() throws {
    let run = try SmallRun(MuZeroSettings.small("cartpole"))
    #expect(run.trainer.store.device === Devices.forSmallBatches(beside: device))
    try run.tick(8)
    #expect(run.trainer.updates > 0)
  }
}
