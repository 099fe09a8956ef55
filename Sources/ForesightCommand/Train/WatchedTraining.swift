import Common
import Device
import Foundation
import Runs
import Settings
import Telemetry
import Workers

/// A run as the command line trains it: with its progress on the terminal, and with what is said of it.
struct WatchedTraining {
  private let run: TrainingRun

  /// A new run.
  init(_ command: TrainCommand) throws {
    let warmStart = try command.from.map { try WarmStart($0, command.checkpoint) }
    let layers =
      try command.preset.map(RunSettings.layers)
      ?? [SettingsTree(contentsOf: warmStart!.folder.configuration)]
    let settings = try RunSettings(layers: layers, overrides: command.overrides, seed: command.seed)
    try SetupCommand.meet(PythonNeed(of: settings.agent.environment.name), isAgreed: command.yes)
    run = try TrainingRun(
      settings, title: command.preset.map(Self.title) ?? warmStart!.folder.name, at: command.folder,
      from: warmStart)
  }

  /// What a run of a preset or of a file is called.
  private static func title(_ name: String) -> String {
    Presets.known(name) ?? URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
  }

  /// A run that goes on: that in `path`, or the newest, with what `overrides` say in place of its settings. With `restarting`
  /// it begins once more, where there is no checkpoint to go on from; with `installs` packages that the environment needs
  /// are installed without asking.
  init(resuming path: String?, restarting: Bool, overrides: [String], installs: Bool) throws {
    run = try TrainingRun(resuming: path, restarting: restarting, isChanged: !overrides.isEmpty) { folder in
      let settings = try RunSettings(of: folder, overrides: overrides)
      try SetupCommand.meet(PythonNeed(of: settings.agent.environment.name), isAgreed: installs)
      return settings
    }
  }

  func train(on device: any Device) throws {
    print("run \(run.folder.path), seed \(run.settings.seed), on \(device.info.name)")
    let session = try run.begin(on: device)
    for remark in session.training.remarks { print(remark) }
    do {
      if session.isOver { return try sayFinished(session) }
      let display = ProgressDisplay()
      Interruption.show(by: display.note)
      switch try session.train(display: display) {
      case .interrupted:
        try drawIfNothingIsShown(session.training)
        sayStopped(session.training)
      case .finished:
        try evaluate(session)
        try session.checkHasLearned()
      }
    } catch is DroppedWork {
      // The run's last checkpoint is written before the evaluation at its end.
      sayStopped(session.training, "before the evaluation, ")
    }
  }

  /// Says how a run was stopped and goes on.
  private func sayStopped(_ training: any AgentTraining, _ place: String = "") {
    print(
      "stopped \(place)after \(training.recordedStep) steps; go on with: \(ProgramName.text) train --resume --run \(run.folder.path)"
    )
  }

  /// Evaluates a run that had come to its end before its evaluation, and says that it is over.
  private func sayFinished(_ session: TrainingSession) throws {
    if try !session.isEvaluated() {
      try evaluate(session)
      try session.checkHasLearned()
    }
    print(finished(session.training))
  }

  /// A run that was interrupted before its first evaluation has a picture, too, where that is quickly made.
  private func drawIfNothingIsShown(_ training: any AgentTraining) throws {
    guard training.updates > 0, try run.folder.pictureFiles.isEmpty else { return }
    try Interruption.during("a picture") { try training.draw(until: .now + .seconds(1)) }
  }

  /// What is said of a run that has reached its end, and how it can be trained longer.
  private func finished(_ training: any AgentTraining) -> String {
    let ends = run.settings.agent.ends.compactMap { name, value in value.map { (name, $0) } }
    let reached = ends.map { "\($0) is \($1)" }.joined(separator: ", ")
    let longer = ends.map { " --set \($0)=\($1 * 2)" }.joined()
    return
      "the run is finished after \(training.recordedStep) steps and \(training.updates) updates (\(reached)); train longer with, say: \(ProgramName.text) train --resume --run \(run.folder.path)\(longer)"
  }

  /// The evaluation at a run's end.
  private func evaluate(_ session: TrainingSession) throws {
    if let result = try session.evaluate() {
      print(result.text + String(format: ", after %.0f s", session.wall))
    }
  }
}
