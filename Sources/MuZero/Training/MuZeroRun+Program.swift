import Device
import Runs

/// Runs that a program of one's own trains.
extension MuZeroRun {
  /// Trains an agent in a new folder, as `foresight train` does: with checkpoints, a record and pictures, which all commands
  /// read.
  ///
  /// - Parameters:
  ///   - settings: what is trained, and in which environment; one of the program's own is registered before.
  ///   - seed: what all random numbers depend on.
  ///   - folder: the run's, which is empty or does not exist.
  ///   - device: where networks are trained; by default the one that `ComputeDevice.select()` gives.
  ///   - progress: is told after every tick how far the run is; a tick takes seconds, or minutes with large networks on a CPU.
  ///   - shouldStop: is asked after every tick whether to store all and end; `resume` goes on then.
  ///
  /// Returns the evaluation at the run's end; nil where it was stopped before, and where the settings want none. Throws where
  /// the settings cannot be used, which leaves no folder, where files cannot be written, training diverges, or the device fails
  /// or cannot hold what is needed.
  @discardableResult
  public static func train(
    _ settings: MuZeroSettings, seed: UInt64 = 0, in folder: String, device: ComputeDevice? = nil,
    progress: (TrainingStatus) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> EvaluationResult? {
    // First: a run that finds no device leaves no folder.
    let device = try device ?? .select()
    return try TrainingRun(
      RunSettings(seed: seed, agent: settings), title: settings.environment.name, at: folder
    ).train(on: device, progress: progress, shouldStop: shouldStop)
  }

  /// Goes on with a run from its newest checkpoint, with the same result as if it had not stopped. Returns as `train`.
  ///
  /// Throws as `train`, and where the folder holds no run of MuZero, or its newest checkpoint is damaged or missing.
  @discardableResult
  public static func resume(
    _ folder: String, device: ComputeDevice? = nil, progress: (TrainingStatus) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> EvaluationResult? {
    let device = try device ?? .select()
    return try TrainingRun(resuming: folder, as: MuZeroSettings.self)
      .train(on: device, progress: progress, shouldStop: shouldStop)
  }
}
