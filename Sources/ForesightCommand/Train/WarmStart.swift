import Foundation
import Settings
import Telemetry

/// The weights of another run, with which a new run begins.
struct WarmStart {
  let folder: RunFolder
  let checkpoint: CheckpointFolder.Entry

  /// The weights of the run in `path`; by default those of its best checkpoint, or of the newest if none was
  /// evaluated.
  ///
  /// Throws if there is no such run or checkpoint.
  init(_ path: String, _ choice: CheckpointChoice?) throws {
    folder = try RunFolder(existing: path)
    checkpoint = try (choice ?? (folder.best.latest == nil ? .newest : .best)).entry(in: folder)
  }

  /// Throws if an agent with other settings is of another kind.
  func check(_ settings: any AgentSettings) throws {
    let (own, other) = (settings.kind, try RunSettings(of: folder).agent.kind)
    guard own != other else { return }
    throw StoredAgentError(
      description:
        "the run \(folder.path) is of \(other.rawValue), whose weights are of no use to \(own.rawValue); choose another as --from"
    )
  }

  /// A description of the origin of the weights, for the run's information.
  var description: String { "\(folder.path), step \(checkpoint.step)" }
}
