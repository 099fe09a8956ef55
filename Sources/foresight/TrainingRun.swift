import Common
import Device
import Foundation
import Settings
import Telemetry

/// A run of the command line: its settings, its folder, and its loop.
struct TrainingRun {
  private let settings: RunSettings
  private let writer: RunWriter
  private let isNew: Bool
  private let checkpoint: CheckpointFolder.Entry?

  /// A new run.
  init(_ command: TrainCommand) throws {
    let name = command.preset!
    settings = try RunSettings(
      layers: try RunSettings.layers(name), overrides: command.overrides, seed: command.seed)
    try settings.agent.check()
    let text = try settings.yaml
    let title =
      Presets.names.contains(name)
      ? name : URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
    writer =
      try command.folder.map { try RunWriter.create(at: $0, name: title, configuration: text) }
      ?? RunWriter.create(name: title, configuration: text)
    isNew = true
    checkpoint = nil
  }

  /// A run that goes on: that in `path`, or the newest. With `restarting` it begins once more, where there is no checkpoint
  /// to go on from.
  init(resuming path: String?, restarting: Bool) throws {
    writer = try RunWriter.resume(at: try path ?? RunFolder.newest().path)
    settings = try RunSettings(of: writer.folder)
    isNew = false
    checkpoint = try ResumePoint.checkpoint(of: writer.folder, restarting: restarting)
  }

  func train(on device: any Device) throws {
    let folder = writer.folder
    print("run \(folder.path), seed \(settings.seed), on \(device.info.name)")
    let run = try begin(on: device)
    if let remark = run.remark { print(remark) }
    let record = try MetricsRecord(writing: folder.metrics)
    if checkpoint == nil { try record.removeAll() }
    try record.setInformation([("seed", "\(settings.seed)"), ("device", device.info.name)])
    let display = ProgressDisplay()
    let loop = try TrainingLoop(
      run, in: folder, record: record, checkpointSeconds: settings.agent.checkpointSeconds,
      resuming: checkpoint)
    switch try loop.run(title: folder.name, display: display) {
    case .interrupted:
      print(
        "stopped after \(run.recordedStep) steps; go on with: foresight train --resume --run \(folder.path)"
      )
    case .finished:
      let returns = try run.evaluate()
      try record.append(try run.takeMetrics(wall: loop.wall))
      if !returns.isEmpty {
        let text = Estimate(returns).text("mean return", of: "episode")
        print(String(format: "%@, after %.0f s", text, loop.wall))
      }
      if run.updates == 0 {
        throw TelemetryError(
          "the run \(folder.path) ended without an update, so nothing was learned; train for more steps")
      }
    }
  }

  /// The run at its checkpoint. Where a new one cannot begin, its folder is removed.
  private func begin(on device: any Device) throws -> any AgentTraining {
    do {
      return try settings.agent.makeRun(
        seed: settings.seed, in: writer.folder, device: device,
        selection: try PinnedSelection.selection(of: device, in: writer.folder), resuming: checkpoint)
    } catch {
      if isNew { writer.discard() }
      throw error
    }
  }
}
