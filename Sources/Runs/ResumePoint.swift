import Foundation
import Telemetry

/// The checkpoint that a run's agent is taken from.
package enum ResumePoint {
  /// The newest checkpoint, whose files are as they were written; nil where there is none.
  ///
  /// Throws where it is damaged.
  package static func latest(of checkpoints: CheckpointFolder) throws -> CheckpointFolder.Entry? {
    guard let entry = checkpoints.latest else { return nil }
    do {
      if try !checkpoints.check(entry) {
        FileHandle.standardError.write(
          Data("\(entry.path) has no checksums, so nobody knows whether it is whole\n".utf8))
      }
      return entry
    } catch {
      // The process that trains in the folder may have stored a newer one by now.
      if FileManager.default.fileExists(atPath: entry.path) { throw error }
      return try latest(of: checkpoints)
    }
  }

  /// The checkpoint from which a run continues; nil if it begins, because it has stored no checkpoint or
  /// because it is `restarting`.
  ///
  /// Throws where the run would lose what it has reached.
  package static func checkpoint(of folder: RunFolder, restarting: Bool) throws -> CheckpointFolder.Entry? {
    let entry: CheckpointFolder.Entry?
    do {
      entry = try latest(of: folder.checkpoints)
    } catch {
      guard restarting else { throw TelemetryError("\(error); --restart begins the run once more") }
      for damaged in folder.checkpoints.entries {
        guard (try? folder.checkpoints.check(damaged)) == nil else { throw error }
      }
      for damaged in folder.checkpoints.entries { try FileManager.default.removeItem(atPath: damaged.path) }
      return nil
    }
    if let entry {
      if restarting {
        throw TelemetryError("the run \(folder.path) goes on from step \(entry.step); leave out --restart")
      }
      return entry
    }
    if !restarting, FileManager.default.fileExists(atPath: folder.metrics),
      let step = try MetricsRecord(reading: folder.metrics).checkpointStep()
    {
      throw TelemetryError(
        "the run \(folder.path) had a checkpoint of step \(step), which is gone: it would begin once more, and lose its record; put the checkpoint back, or add --restart"
      )
    }
    return nil
  }
}
