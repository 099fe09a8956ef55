import Telemetry

/// Another run's weights, which a new run begins with.
package struct WarmStart {
  package let folder: RunFolder
  package let checkpoint: CheckpointFolder.Entry

  /// The weights of the run in `path`; by default those of its best checkpoint, or of the newest if none was
  /// evaluated.
  ///
  /// Throws where there is no such run or checkpoint.
  package init(_ path: String, _ choice: CheckpointChoice?) throws {
    folder = try RunFolder(existing: path)
    checkpoint = try (choice ?? (folder.best.latest == nil ? .newest : .best)).entry(in: folder)
  }

  /// Throws where an agent of other settings is of another kind.
  package func check(_ settings: any AgentSettings) throws {
    let (own, other) = (settings.kind, try AgentKind(of: folder))
    guard own != other else { return }
    throw TelemetryError(
      "the run \(folder.path) is of \(other.rawValue), whose weights are of no use to \(own.rawValue); choose another as --from"
    )
  }

  /// What a run says of where its weights come from.
  package var description: String { "\(folder.path), step \(checkpoint.step)" }
}
