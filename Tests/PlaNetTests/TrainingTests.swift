import Common
import Device
import Environments
import Operations
import PlaNet
import Replay
import Runs
import TestSupport
import Testing

@Suite struct TrainingTests {
  static func trainer(
    _ settings: PlaNetSettings, in folder: String, seed: UInt64 = 3, device: (any Device)? = nil,
    microBatch: Int? = nil
  ) throws -> PlaNetTrainer {
    let configuration = settings.replayConfiguration(try settings.makeEnvironment().specification)
    return try PlaNetTrainer(
      settings, seed: seed, replay: try EpisodeBuffer(configuration: configuration, folder: folder),
      context: try ExecutionContext(device: device ?? Devices.select(nil)), microBatch: microBatch)
  }

  /// The model's parameters, as bits.
  private func bits(_ trainer: PlaNetTrainer) throws -> [String: [UInt32]] {
    try trainer.store.values().mapValues { $0.map(\.bitPattern) }
  }

  @Test(arguments: [PlaNetSettings.small, .smallPixels, .smallInParts])
  func resumesBitForBit(settings: PlaNetSettings) throws {
    let (whole, part, checkpoint) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    let uninterrupted = try Self.trainer(settings, in: whole.path)
    var reports = [try uninterrupted.tick(), try uninterrupted.tick(), try uninterrupted.tick()]

    do {
      let first = try Self.trainer(settings, in: part.path)
      for index in 0..<2 { #expect(try first.tick().episodes == reports[index].episodes) }
      try first.save(to: checkpoint.path)
      // What comes after the checkpoint is lost.
      _ = try first.tick()
    }
    let replay = try EpisodeBuffer(
      resuming: try CheckpointParts.replayState(in: checkpoint.path),
      configuration: settings.replayConfiguration(try settings.makeEnvironment().specification),
      folder: part.path)
    let resumed = try PlaNetTrainer(
      settings, seed: 3, replay: replay, context: try ExecutionContext(device: Devices.select(nil)))
    try resumed.resume(from: checkpoint.path)
    reports[0] = try resumed.tick()
    #expect(reports[0].episodes == reports[2].episodes)
    #expect(resumed.counts == uninterrupted.counts)
    #expect(resumed.updates == uninterrupted.updates)
    #expect(try bits(resumed) == bits(uninterrupted))
    let last = resumed.replayBuffer.serials.upperBound - 1
    #expect(resumed.replayBuffer.episode(last) == uninterrupted.replayBuffer.episode(last))
  }

  /// The CUDA driver's host side computes what OpenCL does, with the same kernels on the same processor.
  @Test(arguments: [PlaNetSettings.small, .smallInParts])
  func cudaTrainsBitForBitAsOpenCL(settings: PlaNetSettings) throws {
    try SoftwareCUDA.reset()
    func train(on device: any Device) throws -> [String: [UInt32]] {
      let folder = try TemporaryFolder()
      let trainer = try Self.trainer(settings, in: folder.path, device: device)
      for _ in 0..<max(2, Soak.ticks / 8) { _ = try trainer.tick() }
      #expect(trainer.updates > 0)
      return try bits(trainer)
    }
    let expected = try train(on: SoftwareCUDA.openCLTwin())
    let device = try SoftwareCUDA.device()
    for seed in 0..<2 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      #expect(try train(on: device) == expected)
    }
  }

  @Test func seedsDecide() throws {
    func episodes(_ seed: UInt64) throws -> [PlayedEpisode] {
      let folder = try TemporaryFolder()
      let trainer = try Self.trainer(.small, in: folder.path, seed: seed)
      return try trainer.tick().episodes + trainer.tick().episodes
    }
    let first = try episodes(1)
    #expect(try episodes(1) == first)
    #expect(try episodes(2) != first)
  }

  @Test func countsAreThoseOfTheEnvironment() throws {
    let folder = try TemporaryFolder()
    var settings = PlaNetSettings.small
    settings.training.environmentSteps = 600
    let trainer = try Self.trainer(settings, in: folder.path)
    _ = try trainer.tick()
    // Two seed episodes of 200 steps.
    #expect([trainer.counts.ticks, trainer.counts.environmentSteps, trainer.counts.episodes] == [1, 400, 2])
    #expect(trainer.updates == 0 && !trainer.isFinished)
    let report = try trainer.tick()
    #expect([trainer.counts.ticks, trainer.counts.environmentSteps, trainer.counts.episodes] == [2, 600, 3])
    #expect(report.plans == 40 && report.updates == settings.learner.updates)
    #expect(trainer.isFinished)
  }

  /// A model that has learned nothing loses as much in the last tick as in the first one.
  @Test func shortRunLearns() throws {
    let folder = try TemporaryFolder()
    var settings = PlaNetSettings.small
    settings.learner.updates = 40
    let trainer = try Self.trainer(settings, in: folder.path)
    _ = try trainer.tick()
    func losses() throws -> [String: Double] {
      Dictionary(uniqueKeysWithValues: try trainer.tick().losses.map { ($0.name, $0.value) })
    }
    let first = try losses()
    for _ in 0..<3 { _ = try losses() }
    let last = try losses()
    #expect(last["loss"]! < 0.5 * first["loss"]!)
    #expect(last["reward_loss"]! < 0.5 * first["reward_loss"]!)
  }

  @Test(arguments: PlaNetAgent.Planner.allCases)
  func evaluationsFollowFromTheirSeeds(planner: PlaNetAgent.Planner) throws {
    let (folder, checkpoint) = (try TemporaryFolder(), try TemporaryFolder())
    let trainer = try Self.trainer(.small, in: folder.path)
    for _ in 0..<2 { _ = try trainer.tick() }
    try trainer.save(to: checkpoint.path)
    let agent = try PlaNetAgent(
      .small, checkpoint: checkpoint.path, context: try ExecutionContext(device: Devices.select(nil)))
    let returns = try agent.returns(episodes: 2, planner: planner, seed: 5)
    #expect(returns.count == 2)
    #expect(returns.allSatisfy { (-3300..<0).contains($0) })
    #expect(try agent.returns(episodes: 2, planner: planner, seed: 5) == returns)
    #expect(try agent.returns(episodes: 2, planner: planner, seed: 6) != returns)
  }

  /// Planning in the environment itself needs no training.
  @Test func trueSimulatorBeatsRandomActions() throws {
    let (folder, checkpoint) = (try TemporaryFolder(), try TemporaryFolder())
    var settings = PlaNetSettings.small
    (settings.planner.horizon, settings.planner.candidates, settings.planner.top) = (8, 40, 5)
    let trainer = try Self.trainer(settings, in: folder.path)
    let random = try trainer.tick().episodes.map(\.return)
    try trainer.save(to: checkpoint.path)
    let agent = try PlaNetAgent(
      settings, checkpoint: checkpoint.path, context: try ExecutionContext(device: Devices.select(nil)))
    let planned = try agent.returns(episodes: 2, planner: .trueSimulator, seed: 5)
    #expect(planned.max()! > random.max()!)
    #expect(planned.min()! > -600)
  }

  @Test func settingsThatCannotBeUsedAreRefused() throws {
    func reason(_ change: (inout PlaNetSettings) -> Void) throws -> String {
      var settings = PlaNetSettings.small
      change(&settings)
      do {
        try settings.check(try settings.makeEnvironment().specification)
      } catch {
        return "\(error)"
      }
      return ""
    }
    #expect(try reason { _ in } == "")
    #expect(try reason { $0.planner.top = 9 }.contains("planner.top"))
    #expect(try reason { $0.learner.chunkLength = 42 }.contains("learner.chunkLength"))
    #expect(try reason { $0.collection.noise = -1 }.contains("collection.noise"))
    #expect(try reason { $0.training.environmentSteps = nil }.contains("must have an end"))
    #expect(try reason { $0.network.beliefSize = 0 }.contains("network.beliefSize is 0"))
    #expect(try reason { $0.environment.channels = 2 }.contains("environment.channels"))
    #expect(try reason { $0.environment.name = "cartpole" }.contains("cartpole"))
  }
}

extension PlaNetSettings {
  /// Batches are computed chunk by chunk.
  static var smallInParts: PlaNetSettings {
    var settings = small
    settings.learner.microBatch = .sequences(1)
    return settings
  }

  /// Pendulum with very small networks, 40 actions to an episode.
  static var small: PlaNetSettings {
    var settings = PlaNetSettings()
    (settings.environment.name, settings.environment.image) = ("pendulum", nil)
    settings.environment.actionRepeat = 5
    (settings.network.beliefSize, settings.network.stateSize, settings.network.hiddenSize) = (16, 4, 16)
    settings.network.depth = 2
    (settings.planner.horizon, settings.planner.iterations) = (3, 2)
    (settings.planner.candidates, settings.planner.top) = (8, 2)
    settings.collection.seedEpisodes = 2
    (settings.learner.batch, settings.learner.chunkLength, settings.learner.updates) = (4, 8, 3)
    settings.learner.observationScale = 10
    return settings
  }

  /// The same from 8 × 8 grey pixels.
  static var smallPixels: PlaNetSettings {
    var settings = small
    (settings.environment.image, settings.environment.channels) = (8, 1)
    return settings
  }
}
