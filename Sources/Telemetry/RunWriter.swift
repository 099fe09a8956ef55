import Common
import Foundation

/// The right to train in a run's folder, which one process at a time has while this object lives.
package final class RunWriter: Sendable {
  package let folder: RunFolder
  private let lock: FolderLock
  /// The folders that this run has created, the outermost first.
  private let made: [String]

  private init(_ folder: RunFolder, _ lock: FolderLock, made: [String] = []) {
    self.folder = folder
    self.lock = lock
    self.made = made
  }

  /// Begins a run in a new folder `<parent>/<name>-<date>-<n>`, with the smallest n that is free.
  ///
  /// Throws `TelemetryError` and `FileError` if it cannot be created; nothing remains then.
  package static func create(
    name: String, in parent: String = RunFolder.defaultParent, configuration: String, now: Date = Date()
  ) throws -> RunWriter {
    let made = try RunBeginning.makeFolders(parent)
    let day = now.formatted(Date.ISO8601FormatStyle(timeZone: .current).year().month().day())
    for number in 1... {
      let path = "\(parent)/\(name.replacing("/", with: "-"))-\(day)-\(number)"
      // Creating a folder is atomic, so two processes never take the same number.
      if mkdir(path, 0o777) == 0 {
        return try begin(at: path, made: made + [path], name: name, configuration: configuration, now: now)
      }
      guard errno == EEXIST else {
        RunBeginning.removeEmpty(made)
        throw RunBeginning.failure(path)
      }
    }
    preconditionFailure("numbers do not end")
  }

  /// Begins a run in a given folder, which must be empty or not exist. Folders above it are created.
  ///
  /// Throws `TelemetryError` and `FileError`; what existed before is then unchanged, and nothing else
  /// remains.
  package static func create(at path: String, name: String, configuration: String, now: Date = Date()) throws
    -> RunWriter
  {
    let made = try RunBeginning.makeFolders(path)
    try RunBeginning.checkIsFree(path)
    return try begin(at: path, made: made, name: name, configuration: configuration, now: now)
  }

  /// Continues a run. Incomplete files of a killed process are removed.
  ///
  /// Throws `TelemetryError` if there is no run, or if another process trains in it.
  package static func resume(at path: String) throws -> RunWriter {
    let folder = try RunFolder(existing: path)
    let writer = RunWriter(folder, try FolderLock(path))
    for place in [path] + folder.parts {
      _ = try RunBeginning.makeFolders(place)
      // Nothing is removed if a link leads elsewhere.
      if place != path, FileKind(of: place) != .folder { continue }
      for name in try FileManager.default.contentsOfDirectory(atPath: place)
      where name.hasPrefix(FileReplacement.temporaryPrefix) {
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")
      }
    }
    return writer
  }

  /// Removes what a run that could not begin has created, and nothing else. Files that cannot be removed are
  /// no error; they can be removed by hand.
  package func discard() { RunBeginning.remove(folder, made: made) }

  private static func begin(
    at path: String, made: [String], name: String, configuration: String, now: Date
  ) throws -> RunWriter {
    let folder = RunFolder(path: path, marker: RunMarker(name: name, started: now))
    let lock: FolderLock
    do {
      try RunBeginning.mark(path)
      lock = try FolderLock(path)
    } catch {
      RunBeginning.removeEmpty(made)
      throw error
    }
    do {
      for place in folder.parts { _ = try RunBeginning.makeFolders(place) }
      try FileReplacement.write(configuration, to: folder.configuration)
      try FileReplacement.write(
        RunMarker(name: name, started: now).text, to: "\(path)/\(RunFolder.markerName)")
    } catch {
      RunBeginning.remove(folder, made: made)
      throw error
    }
    RunBeginning.unmark(path)
    return RunWriter(folder, lock, made: made)
  }
}
