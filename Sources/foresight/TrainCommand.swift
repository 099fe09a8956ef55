import ArgumentParser
import Common
import Foundation
import MuZero
import Settings
import Telemetry

/// `foresight train`: a run from its beginning or from where it stands to its end.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains an agent.",
    discussion: """
      A run has a folder of its own, which holds its settings, checkpoints, replay and a record of what it measured. \
      Ctrl-C ends it in order; `foresight train --resume` goes on with the newest run, with the same result as if it had not stopped.
      """)

  @Argument(help: "A preset, or a settings file; `foresight presets` lists the presets.")
  var preset: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("The run's folder; a new one under runs/ unless given.", valueName: "folder"))
  var folder: String?

  @Option(help: "What all random numbers of the run depend on.")
  var seed: UInt64?

  @OptionGroup var device: DeviceOption

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting in place of the preset's, as in search.simulations=50.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(help: "Go on with the run in --run, or with the newest.")
  var resume = false

  @Flag(
    help: "With --resume: where no checkpoint is of use, begin the run once more, and remove its record.")
  var restart = false

  func validate() throws {
    if restart && !resume { throw ValidationError("--restart is for --resume; a new run needs neither") }
    if resume {
      if preset != nil {
        throw ValidationError("--resume goes on with a run's own settings; leave out the preset")
      }
      if seed != nil || !overrides.isEmpty {
        throw ValidationError("--resume goes on with a run's own settings; leave out --seed and --set")
      }
    } else if preset == nil {
      throw ValidationError("name a preset or a settings file; `foresight presets` lists the presets")
    }
  }

  func run() throws {
    Interruption.install()
    let device = try device.select()
    let run = try resume ? TrainingRun(resuming: folder, restarting: restart) : TrainingRun(self)
    try run.train(on: device)
  }
}
