import Device
import Environments
import Runs
import Telemetry

/// The agent of a run, as one of its checkpoints has it.
package struct StoredAgent {
  package let folder: RunFolder
  package let checkpoint: CheckpointFolder.Entry
  package let seed: UInt64
  package let settings: MuZeroSettings
  package let environment: any Environment<Int>

  /// The agent of a run. Throws where it has no such checkpoint, or is of another kind.
  package init(in folder: RunFolder, _ choice: CheckpointChoice) throws {
    self.folder = folder
    (seed, settings) = try MuZeroSettings.stored(in: folder)
    environment = try settings.makeEnvironment(isMeasured: true)
    checkpoint = try choice.entry(in: folder)
  }

  /// The simulations of a search unless others are asked for.
  package var simulations: Int { settings.evaluatedSimulations }

  /// What is asked, about so many environments at once, with so many simulations at most; by the kernels that the run
  /// is trained with, where it is the same device.
  ///
  /// Throws where the checkpoint cannot be read, and where the device fails.
  package func load(on device: any Device, environments: Int, simulations: Int) throws -> MuZeroAgent {
    try MuZeroAgent(self, device: device, environments: environments, simulations: simulations)
  }
}

extension MuZeroAgent {
  /// As `StoredAgent.load`.
  convenience init(_ stored: StoredAgent, device: any Device, environments: Int, simulations: Int) throws {
    try self.init(
      stored.settings, checkpoint: stored.checkpoint.path, specification: stored.environment.specification,
      context: try PinnedSelection.context(on: device, in: stored.folder), environments: environments,
      simulations: simulations)
  }
}
