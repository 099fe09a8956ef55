import Device
import Environments
import Foundation
import MuZero
import Operations
import Replay
import Runs
import TestSupport

/// A trainer of few and small parts with its replay in a folder, for tests.
struct SmallRun {
  let trainer: MuZeroTrainer
  private let folder: TemporaryFolder

  /// A run at its beginning, or one that goes on from what `earlier` has `save`d.
  init(
    _ settings: MuZeroSettings, seed: UInt64 = 3, environment: (any Environment<Int>)? = nil,
    resuming earlier: SmallRun? = nil, device: (any Device)? = nil
  ) throws {
    folder = try earlier?.folder ?? TemporaryFolder()
    let used = try environment ?? settings.makeEnvironment()
    let configuration = settings.replayConfiguration(used.specification)
    let replay: ReplayBuffer
    if earlier != nil {
      replay = try ReplayBuffer(
        resuming: try CheckpointParts.replayState(in: folder.file("checkpoint")),
        configuration: configuration,
        folder: folder.file("replay"))
    } else {
      for name in ["replay", "checkpoint"] {
        try FileManager.default.createDirectory(
          atPath: folder.file(name), withIntermediateDirectories: false)
      }
      replay = try ReplayBuffer(configuration: configuration, folder: folder.file("replay"))
    }
    trainer = try MuZeroTrainer(
      settings, seed: seed, environment: environment, replay: replay,
      context: try ExecutionContext(device: device ?? Devices.select("cpu")),
      microBatch: earlier == nil ? nil : CheckpointParts.microBatch(in: folder.file("checkpoint")))
    if earlier != nil { try trainer.resume(from: folder.file("checkpoint")) }
  }

  /// The reports of so many ticks.
  @discardableResult
  func tick(_ count: Int) throws -> [MuZeroTrainer.Report] {
    try (0..<count).map { _ in try trainer.tick() }
  }

  func save() throws {
    try trainer.save(to: folder.file("checkpoint"))
    try trainer.replayBuffer.checkpointIsSaved()
  }

  /// All that a checkpoint consists of, by file.
  func files() throws -> [String: Data] {
    try save()
    var files: [String: Data] = [:]
    for part in ["checkpoint", "replay"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.file(part)) {
        files["\(part)/\(name)"] = FileManager.default.contents(atPath: folder.file("\(part)/\(name)"))
      }
    }
    return files
  }
}

extension MuZeroSettings {
  /// The smallest of everything.
  static func small(_ environment: String) -> MuZeroSettings {
    var settings = MuZeroSettings()
    settings.environment.name = environment
    settings.network.hidden = [8]
    settings.network.encoding = 6
    settings.network.bins = 5
    settings.search.simulations = 4
    settings.selfPlay.environments = 3
    settings.selfPlay.movesPerTick = 10
    settings.learner.batch = 8
    settings.learner.unrollSteps = 2
    settings.learner.bootstrapSteps = 3
    settings.learner.samplesPerState = 1
    settings.learner.firstSteps = 10
    settings.learner.learningRate = 0.01
    settings.learner.decaySteps = 100
    return settings
  }
}
