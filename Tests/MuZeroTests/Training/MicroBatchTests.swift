import Common
import Device
import TestSupport
import Testing

@testable import MuZero

/// Batches that are computed in parts.
@Suite struct MicroBatchTests {
  /// Priorities follow each row's own error, or else other rows would be drawn.
  @Test(arguments: [false, true]) func runsLearnTheSameInParts(reanalyzes: Bool) throws {
    func run(_ microBatch: MicroBatch) throws -> SmallRun {
      var settings = MuZeroSettings.small("cartpole")
      settings.learner.microBatch = microBatch
      settings.learner.maximumNorm = 0.5
      settings.replay.priorityExponent = 1
      settings.replay.weightExponent = 1
      settings.reanalyze.enabled = reanalyzes
      let run = try SmallRun(settings)
      try run.tick(8)
      return run
    }
    let (whole, split) = (try run(.automatic), try run(.sequences(2)))
    #expect(whole.trainer.learner.step.parts == 1 && split.trainer.learner.step.parts == 4)
    #expect(whole.trainer.updates > 8 && split.trainer.updates == whole.trainer.updates)
    let values = try split.trainer.store.values()
    for (name, expected) in try whole.trainer.store.values() {
      expectClose(values[name]!, expected.map(Double.init), relative: 1e-3, absolute: 1e-4, name)
    }
    let losses = try split.trainer.learner.losses().map { Float($0.value) }
    expectClose(losses, try whole.trainer.learner.losses().map(\.value), relative: 1e-3)
  }

  /// Where the device has little memory, parts are chosen and said, and a run that goes on keeps their size and bits.
  @Test func automaticPartsFitTheDevice() throws {
    let settings = MuZeroSettings.small("cartpole")
    let device = try Devices.select("cpu")
    let whole = try SmallRun(settings)
    #expect(whole.trainer.microBatchRemark == nil)
    let need = settings.machineNeed(try settings.makeEnvironment().specification)
    let arena = Double(whole.trainer.learner.step.executable.arenaBytes)
    let small = SmallDevice(
      device, memory: Int(2 * (need.device + 0.6 * arena)), largestAllocation: device.info.largestAllocation)
    let run = try SmallRun(settings, device: small)
    let parts = run.trainer.learner.step.parts
    #expect(parts > 1 && Double(run.trainer.learner.step.executable.arenaBytes) <= 0.6 * arena)
    #expect(run.trainer.microBatchRemark?.contains("in \(parts) parts of \(8 / parts)") == true)
    try run.tick(4)
    try run.save()
    let resumed = try SmallRun(settings, resuming: run, device: device)
    #expect(resumed.trainer.learner.step.parts == parts && resumed.trainer.updates > 0)
    try resumed.tick(4)
    let other = try SmallRun(settings, device: small)
    try other.tick(8)
    #expect(try resumed.trainer.store.values() == other.trainer.store.values())
  }
}
