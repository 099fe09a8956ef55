import ArgumentParser
import Foundation
import MuZero
import Replay

struct BenchReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Times MuZero's replay: frames stored, and drawn in stacks for batches.",
    discussion: """
      Episodes of 1000 made-up steps are cut and stored as the preset says, then batches drawn with the stacks of frames that \
      its network sees.
      """)

  @Option(help: "A preset of muzero, for its observations, stacking and targets.")
  var preset = "atari-100k"

  @Option(help: "The number of frames to store.")
  var frames = 20_000

  @Option(help: "The number of rows of a batch; by default the preset's.")
  var batch: Int?

  @Option(help: "The minimum time of drawing batches, in seconds.")
  var seconds = 2.0

  @Option(help: ArgumentHelp("Write the frames to files in this folder, too.", valueName: "folder"))
  var folder: String?

  @Option(help: "The seed of the frames and the draws.")
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try OptionRange.check(
      ("--frames", frames, 1...1_000_000_000), ("--batch", batch ?? 1, OptionRange.parts))
    if !(0.01...3600).contains(seconds) { throw ValidationError("--seconds must be 0.01 to 3600") }
  }

  func run() throws {
    var settings = try PresetChoice.settings(of: preset, as: MuZeroSettings.self)
    settings.replay.maximumSteps = frames
    settings.replay.maximumBytes = nil
    let specification = try settings.estimatedSpecification()
    let configuration = settings.replayConfiguration(specification)
    if let folder {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    let replay =
      try folder.map { try ReplayBuffer(configuration: configuration, folder: $0) }
      ?? ReplayBuffer(configuration: configuration)
    let timing = try ReplayTiming(
      of: replay, specification: specification, sequenceLength: settings.replay.sequenceLength,
      frames: frames, batch: batch ?? settings.learner.batch, seconds: seconds, seed: seed)
    let report = ReplayReport(timing, preset: preset, configuration: configuration)
    printNow(try json ? JSONLine.encode(report) : report.text)
  }
}
