import Common
import Foundation
import Networks
import Replay

/// Storing a run between two ticks, and continuing it bit for bit.
extension PlaNetTrainer {
  package static let model = "model.safetensors"
  private static let replay = "replay.state"
  private static let run = "run.json"

  /// Writes all that is needed to continue the run to files in `folder`. When they are in place,
  /// `checkpointIsSaved` must be called.
  ///
  /// Throws if a file cannot be written.
  package func save(to folder: String) throws {
    try saveAgent(to: folder)
    try FileReplacement.write(bytes: try replayBuffer.checkpoint().bytes, to: "\(folder)/\(Self.replay)")
    let text = String(decoding: try JSONEncoder().encode(counts), as: UTF8.self)
    try FileReplacement.write(text, to: "\(folder)/\(Self.run)")
  }

  /// Writes the model and the optimizer's state, with metadata by which another program can use them.
  ///
  /// Throws if the file cannot be written.
  package func saveAgent(to folder: String) throws {
    var metadata = try settings.checkpointMetadata(
      network.configuration, environmentSteps: counts.environmentSteps)
    metadata[TrainingStep.microBatchKey] = "\(settings.learner.batch / learner.step.parts)"
    try learner.save(to: "\(folder)/\(Self.model)", seed: seed, metadata: metadata)
  }

  /// Takes over the parameters of another run's checkpoint, before the first tick.
  ///
  /// Throws if they do not fit the settings, or if the file cannot be read.
  package func takeParameters(from folder: String) throws {
    try store.loadParameters(path: "\(folder)/\(Self.model)")
  }

  /// The number of chunks that the checkpoint's run computes at once; nil if the checkpoint does not record
  /// it.
  package static func microBatch(in folder: String) throws -> Int? {
    try TrainingStep.microBatch(in: "\(folder)/\(model)")
  }

  /// The replay's state in a checkpoint, from which the replay can be made.
  package static func replayState(in folder: String) throws -> ReplayState {
    ReplayState(bytes: [UInt8](try data("\(folder)/\(replay)")))
  }

  /// Continues from a checkpoint. The replay must have been made from it already.
  ///
  /// Throws if a file is missing or damaged, or does not fit the settings.
  package func resume(from folder: String) throws {
    try learner.load(path: "\(folder)/\(Self.model)")
    let path = "\(folder)/\(Self.run)"
    guard let counts = try? JSONDecoder().decode(Counts.self, from: try Self.data(path)) else {
      throw PlaNetSettingsError(
        description: "\(path) is damaged; remove this checkpoint to go on from the one before")
    }
    self.counts = counts
  }

  /// Removes files that only older checkpoints needed. To be called when the last `save` has become the
  /// newest checkpoint.
  package func checkpointIsSaved() throws { try replayBuffer.checkpointIsSaved() }

  private static func data(_ path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PlaNetSettingsError(
        description: "\(path) cannot be read; remove this checkpoint to go on from the one before")
    }
    return data
  }
}
