import Common
import Device
import Foundation
import Settings
import Telemetry
import Workers

/// A run on the command line: its settings, its folder, and its loop.
struct TrainingRun {
  private let settings: RunSettings
  private let writer: RunWriter
  private let isNew: Bool
  /// Whether the run's settings have changed.
  private let isChanged: Bool
  private let checkpoint: CheckpointFolder.Entry?
  private let warmStart: WarmStart?

  /// A new run.
  init(_ command: TrainCommand) throws {
    warmStart = try command.from.map { try WarmStart($0, command.checkpoint) }
    let layers =
      try command.preset.map(RunSettings.layers)
      ?? [SettingsTree(contentsOf: warmStart!.folder.configuration)]
    settings = try RunSettings(layers: layers, overrides: command.overrides, seed: command.seed)
    try SetupCommand.meet(PythonNeed(of: settings.agent.environmentName), isAgreed: command.yes)
    try settings.agent.check()
    try warmStart?.check(settings.agent)
    let text = try settings.yaml
    let title = command.preset.map(Self.title) ?? warmStart!.folder.name
    writer =
      try command.folder.map { try RunWriter.create(at: $0, name: title, configuration: text) }
      ?? RunWriter.create(name: title, configuration: text)
    isNew = true
    isChanged = false
    checkpoint = nil
  }

  /// The title of a run, from the name of its preset or file.
  private static func title(_ name: String) -> String {
    Presets.known(name) ?? URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
  }

  /// Continues the run in `path`, or the newest one, with `overrides` of its settings. With `restarting` it
  /// begins again if there is no checkpoint to continue from. With `installs`, packages that the environment
  /// needs are installed without asking.
  init(resuming path: String?, restarting: Bool, overrides: [String], installs: Bool) throws {
    writer = try RunWriter.resume(at: try path ?? RunFolder.newest().path)
    settings = try RunSettings(of: writer.folder, overrides: overrides)
    try SetupCommand.meet(PythonNeed(of: settings.agent.environmentName), isAgreed: installs)
    if !overrides.isEmpty { try settings.agent.check() }
    isNew = false
    isChanged = !overrides.isEmpty
    checkpoint = try ResumePoint.checkpoint(of: writer.folder, restarting: restarting)
    warmStart = nil
  }

  func train(on device: any Device) throws {
    let folder = writer.folder
    print("run \(folder.path), seed \(settings.seed), on \(device.info.name)")
    let run = try begin(on: device)
    for remark in run.remarks { print(remark) }
    if isChanged && !run.isFinished { try FileReplacement.write(try settings.yaml, to: folder.configuration) }
    let record = try MetricsRecord(writing: folder.metrics)
    if checkpoint == nil {
      try record.removeAll()
      try folder.best.removeAll()
    }
    var facts = [("seed", "\(settings.seed)"), ("device", device.info.name)]
    if let warmStart { facts.append(("from", warmStart.description)) }
    try record.setInformation(facts)
    let loop = try TrainingLoop(
      run, in: folder, record: record, checkpointSeconds: settings.agent.checkpointSeconds,
      keptCheckpoints: settings.agent.keptCheckpoints, resuming: checkpoint,
      tensorBoard: settings.agent.followsTensorBoard)
    if let checkpoint, run.isFinished {
      if try record.evaluations(at: checkpoint.step).isEmpty { try evaluate(run, loop) }
      return print(finished(run))
    }
    let display = ProgressDisplay()
    Interruption.show(by: display.note)
    switch try loop.run(title: folder.name, display: display) {
    case .interrupted:
      try drawIfNothingIsShown(run)
      print(
        "stopped after \(run.recordedStep) steps; go on with: \(ProgramName.text) train --resume --run \(folder.path)"
      )
    case .finished:
      try evaluate(run, loop)
      if run.updates == 0 {
        throw TelemetryError(
          "the run \(folder.path) ended without an update, so nothing was learned; train for more steps")
      }
    }
  }

  /// Draws a picture of a run that was interrupted before its first evaluation, if that does not take long.
  private func drawIfNothingIsShown(_ run: any AgentTraining) throws {
    guard run.updates > 0, try writer.folder.pictureFiles.isEmpty else { return }
    try Interruption.during("a picture") { try run.draw(until: .now + .seconds(1)) }
  }

  /// The text for a run that has reached its end, with how to train it longer.
  private func finished(_ run: any AgentTraining) -> String {
    let ends = settings.agent.ends.compactMap { name, value in value.map { (name, $0) } }
    let reached = ends.map { "\($0) is \($1)" }.joined(separator: ", ")
    let longer = ends.map { " --set \($0)=\($1 * 2)" }.joined()
    return
      "the run is finished after \(run.recordedStep) steps and \(run.updates) updates (\(reached)); train longer with, say: \(ProgramName.text) train --resume --run \(writer.folder.path)\(longer)"
  }

  /// Makes the evaluation at a run's end.
  private func evaluate(_ run: any AgentTraining, _ loop: TrainingLoop) throws {
    let result = try run.evaluate()
    try loop.add(try run.takeMetrics(wall: loop.wall))
    if let result { print(result.text + String(format: ", after %.0f s", loop.wall)) }
  }

  /// The run at its checkpoint. If a new run cannot begin, its folder is removed.
  private func begin(on device: any Device) throws -> any AgentTraining {
    do {
      let run = try settings.agent.makeRun(
        seed: settings.seed, in: writer.folder, device: device,
        selection: try PinnedSelection.selection(of: device, in: writer.folder), resuming: checkpoint)
      if let warmStart { try run.takeParameters(from: warmStart.checkpoint.path) }
      return run
    } catch {
      if isNew { writer.discard() }
      throw error
    }
  }
}
