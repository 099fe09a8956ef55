import ArgumentParser
import Device
import Environments
import Foundation
import MuZero
import Telemetry

/// The agent of a run, at one of its checkpoints.
struct StoredAgent {
  let folder: RunFolder
  let checkpoint: CheckpointFolder.Entry
  let seed: UInt64
  let settings: MuZeroSettings
  let environment: any Environment<Int>

  /// The agent that an option selects. Throws if the run has no such checkpoint, or is of another kind.
  init(_ option: AgentOption) throws {
    try self.init(in: try option.run.folder(), option.checkpoint)
  }

  /// The agent of a run. Throws if the run has no such checkpoint, or is of another kind.
  init(in folder: RunFolder, _ choice: CheckpointChoice) throws {
    self.folder = folder
    let configuration = try RunSettings(of: folder)
    guard let settings = configuration.agent as? MuZeroSettings else {
      throw StoredAgentError(
        description: "the run \(folder.path) is of another agent; only runs of muzero can be used here")
    }
    (seed, self.settings) = (configuration.seed, settings)
    environment = try settings.makeEnvironment(isMeasured: true)
    checkpoint = try choice.entry(in: folder)
  }

  /// Throws if this is not a valid number of simulations.
  static func check(simulations: Int?) throws {
    if let simulations, !SimulationCounts.allowed.contains(simulations) {
      throw ValidationError(
        "--simulations is \(simulations), but must be \(SimulationCounts.allowed.lowerBound) to \(SimulationCounts.allowed.upperBound)"
      )
    }
  }

  /// The number of simulations of a search, unless another is requested.
  var simulations: Int { settings.evaluation.simulations ?? settings.search.simulations }

  /// The agent for at most this many environments at once and this many simulations. It uses the kernels that
  /// the run is trained with, if the device is the same.
  ///
  /// Throws if the checkpoint cannot be read, or if the device fails.
  func load(on device: any Device, environments: Int, simulations: Int) throws -> MuZeroAgent {
    try MuZeroAgent(
      settings, checkpoint: checkpoint.path, specification: environment.specification, device: device,
      environments: environments, simulations: simulations,
      selection: try PinnedSelection.selection(of: device, in: folder))
  }
}
