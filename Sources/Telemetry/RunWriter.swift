import Common
import Foundation

/// The one process that trains in a run's folder, as long as this lives.
package final class RunWriter: Sendable {
  package let folder: RunFolder
  private let lock: FolderLock

  private init(_ folder: RunFolder, _ lock: FolderLock) {
    self.folder = folder
    self.lock = lock
  }

  /// Begins a run in a new folder `<parent>/<name>-<date>-<n>`, with the smallest n that is free.
  ///
  /// Throws `TelemetryError` and `FileError` where it cannot be created.
  package static func create(
    name: String, in parent: String = RunFolder.defaultParent, configuration: String, now: Date = Date()
  ) throws -> RunWriter {
    try makeFolder(parent)
    let day = now.formatted(Date.ISO8601FormatStyle(timeZone: .current).year().month().day())
    for number in 1... {
      let path = "\(parent)/\(name.replacing("/", with: "-"))-\(day)-\(number)"
      // Creating a folder is atomic: two processes never take the same number.
      if mkdir(path, 0o777) == 0 {
        return try begin(at: path, name: name, configuration: configuration, now: now)
      }
      guard errno == EEXIST else { throw failure(path) }
    }
    preconditionFailure("numbers do not end")
  }

  /// Begins a run in a given folder, which is empty or does not exist; what stands above it is created.
  ///
  /// Throws `TelemetryError` and `FileError`.
  package static func create(at path: String, name: String, configuration: String, now: Date = Date()) throws
    -> RunWriter
  {
    try makeFolder(path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if names.contains(RunFolder.markerName) {
      throw TelemetryError("the run \(path) exists; go on with --resume, or name another folder")
    }
    // A process that was killed while it began a run leaves these.
    let ours = [FolderLock.name, "configuration.yaml", "checkpoints", "replay", "pictures"]
    guard names.allSatisfy({ ours.contains($0) || $0.hasPrefix(FileReplacement.temporaryPrefix) }) else {
      throw TelemetryError("the folder \(path) is not empty and holds no run; name another folder")
    }
    return try begin(at: path, name: name, configuration: configuration, now: now)
  }

  /// Goes on with a run; what a killed process left incomplete is removed.
  ///
  /// Throws `TelemetryError` where there is no run or another process trains in it.
  package static func resume(at path: String) throws -> RunWriter {
    let folder = try RunFolder(existing: path)
    let writer = RunWriter(folder, try FolderLock(path))
    for place in [path, folder.checkpoints.path, folder.replay, folder.pictures] {
      try makeFolder(place)
      for name in try FileManager.default.contentsOfDirectory(atPath: place)
      where name.hasPrefix(FileReplacement.temporaryPrefix) {
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")
      }
    }
    return writer
  }

  /// Removes the folder of a run that could not begin. Whatever stays is no failure: it can be removed by hand.
  package func discard() { try? FileManager.default.removeItem(atPath: folder.path) }

  private static func begin(at path: String, name: String, configuration: String, now: Date) throws
    -> RunWriter
  {
    let lock = try FolderLock(path)
    let marker = RunMarker(name: name, started: now)
    let folder = RunFolder(path: path, marker: marker)
    for place in [folder.checkpoints.path, folder.replay, folder.pictures] { try makeFolder(place) }
    try FileReplacement.write(configuration, to: folder.configuration)
    try FileReplacement.write(marker.text, to: "\(path)/\(RunFolder.markerName)")
    return RunWriter(folder, lock)
  }

  private static func makeFolder(_ path: String) throws(TelemetryError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw failure(path)
    }
  }

  private static func failure(_ path: String) -> TelemetryError {
    TelemetryError("the folder \(path) cannot be created; choose one that can be written")
  }
}
