import Common
import Device
import Networks
@testable import PlaNet
import Runs
import TestSupport
import Testing

/// Batches of sequences that are computed in parts.
@Suite struct MicroBatchTests {
  private static let (length, sequences) = (4, 6)

  /// The gradients of an update in so many parts, on a batch with noise and overshooting.
  private func gradients(_ configuration: PlaNetConfiguration, parts: Int) throws -> [String: [Float]] {
    let bench = try PlaNetBench(configuration)
    func loss(_ sequences: Int) -> TracedLoss {
      PlaNetLoss(bench.network, length: Self.length, sequences: sequences, noise: .given).traced()
    }
    let step = try TrainingStep(
      loss(Self.sequences / parts), parts: parts, store: bench.store, optimization: .init(.plain),
      context: bench.context)
    var generator = SeededGenerator(seed: 2)
    let batch = loss(Self.sequences).inputs.map { ($0.name, generator.floats($0.shape.reduce(1, *))) }
    try step.run(on: bench.queue, step: 0, learningRate: 0) { inputs in
      for (name, values) in batch { inputs.set(name, to: values) }
    }
    try bench.queue.finish()
    return try bench.store.values(in: step.gradients)
  }

  @Test(
    arguments: PlaNetConfiguration.variants,
    [
      PlaNetConfiguration.Observation.vector(5), .smallImage(height: 16, width: 16, channels: 1),
    ]) func partsLearnWhatTheWholeBatchDoes(
      _ variant: PlaNetConfiguration.Variant, _ observation: PlaNetConfiguration.Observation
    ) throws
  {
    var configuration = PlaNetConfiguration.small(observation, variant: variant, freeNats: 0.05)
    configuration.overshooting = .init(distance: 3, scale: 0.5)
    let whole = try gradients(configuration, parts: 1)
    for parts in [2, 6] {
      let split = try gradients(configuration, parts: parts)
      #expect(split.keys.sorted() == whole.keys.sorted())
      for (name, values) in whole {
        expectClose(split[name]!, values.map(Double.init), relative: 1e-4, absolute: 1e-5, name)
      }
    }
  }

  /// Without draws, a run learns the same in parts: each sequence with its own actions and rewards.
  @Test func runsLearnTheSameInParts() throws {
    func values(_ microBatch: MicroBatch) throws -> [String: [Float]] {
      let folder = try TemporaryFolder()
      var settings = PlaNetSettings.small
      settings.model = .deterministic
      settings.learner.microBatch = microBatch
      let trainer = try TrainingTests.trainer(settings, in: folder.path)
      for _ in 0..<2 { _ = try trainer.tick() }
      #expect(trainer.updates > 0)
      return try trainer.store.values()
    }
    let (whole, split) = (try values(.automatic), try values(.sequences(1)))
    for (name, values) in whole {
      expectClose(split[name]!, values.map(Double.init), relative: 1e-3, absolute: 1e-4, name)
    }
  }

  /// Where the device has little memory, parts are chosen and said, and a run that goes on keeps their size.
  @Test func automaticPartsFitTheDevice() throws {
    let settings = PlaNetSettings.small
    let (folder, checkpoint) = (try TemporaryFolder(), try TemporaryFolder())
    let device = try Devices.select(nil)
    let whole = try TrainingTests.trainer(settings, in: folder.path, device: device)
    #expect(whole.microBatchRemark == nil)
    let need = try settings.machineNeed(try settings.makeEnvironment().specification)
    let arena = Double(whole.learner.step.executable.arenaBytes)
    let small = SmallDevice(
      device, memory: Int(2 * (need.device + 0.6 * arena)), largestAllocation: device.info.largestAllocation)
    let run = try TrainingTests.trainer(settings, in: folder.path, device: small)
    let parts = run.learner.step.parts
    #expect(parts > 1 && Double(run.learner.step.executable.arenaBytes) <= 0.6 * arena)
    #expect(
      run.microBatchRemark?.contains("in \(parts) parts of \(settings.learner.batch / parts)") == true)
    try run.save(to: checkpoint.path)
    let size = try CheckpointParts.microBatch(in: checkpoint.path)
    #expect(size == settings.learner.batch / parts)
    let resumed = try TrainingTests.trainer(settings, in: folder.path, device: device, microBatch: size)
    #expect(resumed.learner.step.parts == parts)
  }
}
