import Common
import Device
import Telemetry

/// A run that begins or goes on: its settings and its folder, which no other process trains in meanwhile.
package struct TrainingRun {
  package let settings: RunSettings
  private let writer: RunWriter
  private let isNew: Bool
  /// Whether the run's settings are others than before.
  private let isChanged: Bool
  private let checkpoint: CheckpointFolder.Entry?
  private let warmStart: WarmStart?

  package var folder: RunFolder { writer.folder }

  /// A new run that is called `title`, in the folder at `path` or, where that is nil, in a new one under `runs/`; it begins
  /// with the weights of `warmStart`, where that is given.
  ///
  /// Throws where settings cannot be used, and where the folder is not free or cannot be made.
  package init(
    _ settings: RunSettings, title: String, at path: String?, from warmStart: WarmStart? = nil
  ) throws {
    try settings.agent.check()
    try warmStart?.check(settings.agent)
    let text = try settings.yaml
    writer =
      try path.map { try RunWriter.create(at: $0, name: title, configuration: text) }
      ?? RunWriter.create(name: title, configuration: text)
    (self.settings, self.warmStart) = (settings, warmStart)
    (isNew, isChanged, checkpoint) = (true, false, nil)
  }

  /// A run that goes on: that in `path`, or the newest, with the settings that `read` makes of its folder, which `isChanged`
  /// says are others than before. With `restarting` it begins once more, where there is no checkpoint to go on from.
  ///
  /// Throws where there is no such run, another process trains in it, or it would lose what it has reached.
  package init(
    resuming path: String?, restarting: Bool = false, isChanged: Bool = false,
    settings read: (RunFolder) throws -> RunSettings
  ) throws {
    writer = try RunWriter.resume(at: try path ?? RunFolder.newest().path)
    settings = try read(writer.folder)
    if isChanged { try settings.agent.check() }
    (isNew, self.isChanged, warmStart) = (false, isChanged, nil)
    checkpoint = try ResumePoint.checkpoint(of: writer.folder, restarting: restarting)
  }

  /// Makes all ready for the first tick. Where a new run cannot begin, its folder is removed.
  ///
  /// Throws where files cannot be read or written, and where the device fails or cannot hold what is needed.
  package func begin(on device: any Device) throws -> TrainingSession {
    let training = try makeTraining(on: device)
    if isChanged && !training.isFinished {
      try FileReplacement.write(try settings.yaml, to: folder.configuration)
    }
    let record = try MetricsRecord(writing: folder.metrics)
    if checkpoint == nil {
      try record.removeAll()
      try folder.best.removeAll()
    }
    var facts = [("seed", "\(settings.seed)"), ("device", device.info.name)]
    if let warmStart { facts.append(("from", warmStart.description)) }
    try record.setInformation(facts)
    let loop = try TrainingLoop(
      training, in: folder, record: record, checkpointSeconds: settings.agent.training.checkpointSeconds,
      keptCheckpoints: settings.agent.keptCheckpoints, resuming: checkpoint,
      tensorBoard: settings.agent.telemetry.tensorboard)
    return TrainingSession(
      training, loop: loop, in: writer, record: record,
      isOver: checkpoint != nil && training.isFinished)
  }

  private func makeTraining(on device: any Device) throws -> any AgentTraining {
    do {
      let training = try settings.agent.makeRun(
        seed: settings.seed, in: folder,
        context: try PinnedSelection.context(on: device, in: folder), resuming: checkpoint)
      if let warmStart { try training.takeParameters(from: warmStart.checkpoint.path) }
      return training
    } catch {
      if isNew { writer.discard() }
      throw error
    }
  }
}
