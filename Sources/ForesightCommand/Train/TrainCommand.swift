import ArgumentParser
import Common
import Foundation
import MuZero
import Runs
import Settings
import Telemetry

/// `foresight train`: trains a run from its beginning, or from where it stands, to its end.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains an agent.",
    discussion: """
      A run has a folder of its own, which holds its settings, checkpoints, replay and a record of what it measured. \
      Ctrl-C ends it in order; `\(ProgramName.text) train --resume` goes on with the newest run, with the same result as if it had not stopped.
      """)

  @Argument(help: "A preset, or a settings file; `\(ProgramName.text) presets` lists the presets.")
  var preset: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("The run's folder; a new one under runs/ unless given.", valueName: "folder"))
  var folder: String?

  @Option(help: "The seed of all random numbers of the run.")
  var seed: UInt64?

  @OptionGroup var device: DeviceOption

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting in place of the preset's, as in search.simulations=50.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Begin with the weights of another run's agent, whose networks must have the same sizes; without a preset, with its settings as well.",
      valueName: "run"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "With --from: which checkpoint's weights; by default the best, or the newest where none was evaluated.",
      valueName: "newest|best|step"))
  var checkpoint: CheckpointChoice?

  @Flag(help: "Go on with the run in --run, or with the newest; --set may then change how long it trains.")
  var resume = false

  @Flag(
    help: "With --resume: where no checkpoint is of use, begin the run once more, and remove its record.")
  var restart = false

  @Flag(help: "Install packages that an environment in Python needs without asking.")
  var yes = false

  func validate() throws {
    if restart && !resume { throw ValidationError("--restart is for --resume; a new run needs neither") }
    if checkpoint != nil && from == nil {
      throw ValidationError("--checkpoint is for --from; name the run whose weights are meant")
    }
    if resume {
      if preset != nil {
        throw ValidationError("--resume goes on with a run's own settings; leave out the preset")
      }
      if seed != nil {
        throw ValidationError("--resume goes on with a run's own seed; leave out --seed")
      }
      if from != nil {
        throw ValidationError("--resume goes on with a run's own weights; leave out --from")
      }
    } else if preset == nil && from == nil {
      throw ValidationError(
        "name a preset or a settings file; `\(ProgramName.text) presets` lists the presets")
    }
  }

  func run() throws {
    Interruption.install()
    if resume { try ChangeableSettings.check(overrides) }
    let device = try device.select()
    let run =
      try resume
      ? WatchedTraining(resuming: folder, restarting: restart, overrides: overrides, installs: yes)
      : WatchedTraining(self)
    try run.train(on: device)
  }
}
