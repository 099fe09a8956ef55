import ArgumentParser
import Device
import Foundation
import PlaNet
import Telemetry

/// The evaluation of a run of PlaNet with one of its planners.
struct PlaNetEvaluation {
  private let folder: RunFolder
  private let checkpoint: CheckpointFolder.Entry
  private let settings: PlaNetSettings
  private let planner: PlaNetAgent.Planner
  private let episodes: Int
  private let seed: UInt64
  private let printsJSON: Bool

  /// The evaluation that a command asks for. Throws if PlaNet does not support it, or if the run has no such
  /// checkpoint.
  init(_ command: EvaluateCommand, of settings: PlaNetSettings, seed: UInt64, in folder: RunFolder) throws {
    if command.simulations != nil || command.against != nil {
      throw ValidationError(
        "the run \(folder.path) is of planet, which plays alone and does not search trees; leave out --simulations and --against"
      )
    }
    self.folder = folder
    self.settings = settings
    checkpoint = try command.chosen.checkpoint.entry(in: folder)
    planner = command.planner ?? PlaNetAgent.Planner(settings.planner.method)
    episodes = command.episodes ?? max(1, settings.evaluation.episodes)
    self.seed = command.seed ?? seed
    printsJSON = command.json
  }

  func run(on device: any Device) throws {
    let wall = try TrainingLoop.wall(of: checkpoint)
    let agent = try PlaNetAgent(settings, in: folder, checkpoint, device: device)
    let header = EvaluationReport.Setting(
      step: checkpoint.step, simulations: settings.plansPerAction(planner), seed: seed,
      planner: planner.rawValue)
    if !printsJSON {
      print(
        "run \(folder.path), step \(checkpoint.step), \(settings.environment.name), \(planner.rawValue), on \(device.info.name)"
      )
      printNow(EvaluationReport.header(opponent: nil))
    }
    let played = try agent.episodes(episodes, planner: planner, seed: seed)
    let report = EvaluationReport(header, Estimate(played.map { $0.rewards.reduce(0) { $0 + Double($1) } }))
    // Planning with the true dynamics observes no pictures, and shows nothing of what was learned.
    if planner != .trueSimulator {
      try PlaNetPictures.write(played[0], by: agent, seed: seed, step: checkpoint.step, to: folder.pictures)
    }
    printNow(try printsJSON ? JSONLine.encode(report) : report.text)
    // The result of planning with the true dynamics says nothing about what was learned.
    if planner != .trueSimulator { Evaluation.record([report], wall: wall, in: folder) }
  }
}

extension PlaNetAgent.Planner: ExpressibleByArgument {}
