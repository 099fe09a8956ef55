import Device
import Environments
import Runs
import Telemetry

/// An agent that a program of one's own asks.
extension PlaNetAgent {
  /// The agent of a run.
  ///
  /// - Parameters:
  ///   - folder: the run's, as `train` has written it.
  ///   - checkpoint: which of the run's checkpoints.
  ///   - device: where the networks are; by default the one that `ComputeDevice.select()` gives.
  ///
  /// Throws where there is no such run or checkpoint, the files are damaged, the run is another agent's, or the device fails
  /// or cannot hold what is needed.
  public convenience init(
    run folder: String, checkpoint: CheckpointChoice = .newest, device: ComputeDevice? = nil
  ) throws {
    let folder = try RunFolder(existing: folder)
    let settings = try PlaNetSettings.stored(in: folder).agent
    let entry = try checkpoint.entry(in: folder)
    try self.init(settings, in: folder, entry, device: try (device ?? .select()).device)
  }

  /// The agent of a run's checkpoint, by the kernels that the run is trained with, where it is the same device.
  ///
  /// Throws where the file does not fit, and where the device fails.
  package convenience init(
    _ settings: PlaNetSettings, in folder: RunFolder, _ checkpoint: CheckpointFolder.Entry, device: any Device
  ) throws {
    try self.init(
      settings, checkpoint: checkpoint.path,
      context: try PinnedSelection.context(on: device, in: folder))
  }

  /// The task that the settings name, with the observations and repeated actions that the agent was trained with; its actions
  /// are numbers from −1 to 1. Throws where there is none of that name.
  public func makeEnvironment() throws -> any Environment<[Float]> { try settings.makeEnvironment() }

  /// A policy that follows one episode after the other, and plans in the model's latent states.
  ///
  /// - Parameters:
  ///   - planner: how actions are planned; by default as the run's settings say. `trueSimulator` needs the task itself, and is for
  ///     evaluation alone.
  ///   - seed: what all random numbers depend on.
  ///
  /// Throws where the device fails or cannot hold what is needed.
  public func makePolicy(planner: Planner? = nil, seed: UInt64 = 0) throws -> PlaNetPolicy {
    let planner = planner ?? Planner(settings.planner.method)
    precondition(planner != .trueSimulator, "a policy over the model, with the true dynamics")
    return try PlaNetPolicy(try latentPlanner(planner, rows: 1, seed: seed), specification)
  }
}
