import Common
import Device
import Operations
import PlaNet
import Replay
import TestSupport
import Testing

/// Training that computes no numbers any more ends before it stores any of them.
@Suite struct DivergenceTests {
  private func trainer(_ settings: PlaNetSettings, in folder: TemporaryFolder) throws -> PlaNetTrainer {
    let configuration = settings.replayConfiguration(try settings.makeEnvironment().specification)
    return try PlaNetTrainer(
      settings, seed: 3, replay: try EpisodeBuffer(configuration: configuration, folder: folder.path),
      context: try ExecutionContext(device: Devices.select(nil)))
  }

  @Test func endsTraining() throws {
    var settings = PlaNetSettings.small
    settings.learner.learningRate = 1e15
    let folder = try TemporaryFolder()
    let trainer = try trainer(settings, in: folder)
    let error = #expect(throws: TrainingDivergence.self) { for _ in 0..<20 { _ = try trainer.tick() } }
    #expect((1...60).contains(error?.updates ?? 0), "\(error?.description ?? "")")
  }

  @Test func isNotStored() throws {
    let (folder, checkpoint) = (try TemporaryFolder(), try TemporaryFolder())
    let trainer = try trainer(.small, in: folder)
    _ = try trainer.tick()
    try trainer.save(to: checkpoint.path)
    var values = try trainer.store.values()
    let name = try #require(values.keys.min())
    values[name]![0] = .infinity
    try trainer.store.set(values)
    let error = #expect(throws: TrainingDivergence.self) { try trainer.save(to: checkpoint.path) }
    #expect(error?.description == "training diverged by update 0: an element of \(name) is infinite")
    // What stood there is still of use.
    _ = try PlaNetAgent(
      .small, checkpoint: checkpoint.path, context: try ExecutionContext(device: Devices.select(nil)))
  }
}
