import Common
import Foundation

/// Creates a run's folder, and removes it if the run cannot begin, without touching anything that existed
/// before.
///
/// A file marks the beginning of a run, from before its first file until its `run.txt` exists. So the remains
/// of a killed process can be distinguished from a person's files with the same names.
enum RunBeginning {
  private static let markerName = "\(FileReplacement.temporaryPrefix)run"

  /// Creates a folder and the folders above it. Returns those that did not exist, the outermost first.
  static func makeFolders(_ path: String) throws(TelemetryError) -> [String] {
    var missing: [String] = []
    var place = path[...]
    while !place.isEmpty, !FileManager.default.fileExists(atPath: String(place)) {
      missing.append(String(place))
      place = place.lastIndex(of: "/").map { place[..<$0] } ?? ""
    }
    var made: [String] = []
    for folder in missing.reversed() {
      if mkdir(folder, 0o777) == 0 { made.append(folder) }
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      removeEmpty(made)
      throw failure(path)
    }
    return made
  }

  static func failure(_ path: String) -> TelemetryError {
    TelemetryError("the folder \(path) cannot be created; choose one that can be written")
  }

  /// Throws if a folder holds anything but the remains of a killed process that began a run there.
  static func checkIsFree(_ path: String) throws(TelemetryError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw TelemetryError("the folder \(path) cannot be read; choose another")
    }
    if names.contains(RunFolder.markerName) {
      throw TelemetryError("the run \(path) exists; go on with --resume, or name another folder")
    }
    let isFree = names.isEmpty || names.contains(markerName) && names.allSatisfy { isLeft($0, in: path) }
    guard isFree else {
      throw TelemetryError("the folder \(path) is not empty and holds no run; name another folder")
    }
  }

  /// Whether a killed process that began a run may have left this file.
  private static func isLeft(_ name: String, in path: String) -> Bool {
    switch FileKind(of: "\(path)/\(name)") {
    case .folder:
      RunFolder.partNames.contains(name)
        && (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)"))?.isEmpty == true
    case .file:
      [FolderLock.name, RunFolder.configurationName].contains(name)
        || name.hasPrefix(FileReplacement.temporaryPrefix)
    case .other, nil: false
    }
  }

  /// Marks the beginning of a run. Throws if the folder cannot be written.
  static func mark(_ path: String) throws(TelemetryError) {
    let descriptor = open("\(path)/\(markerName)", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TelemetryError(
        "the folder \(path) cannot be written (\(String(cString: strerror(errno)))); choose another")
    }
    close(descriptor)
  }

  static func unmark(_ path: String) { unlink("\(path)/\(markerName)") }

  /// Removes what the beginning of a run has written, and those of the folders `made` that are then empty.
  ///
  /// At any time, the order leaves either a run or a marked beginning.
  static func remove(_ folder: RunFolder, made: [String]) {
    let isSegment = { (name: String) in name.hasPrefix("replay-") && name.hasSuffix(".bin") }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.replay)) ?? []
    where isSegment(name) || name.hasPrefix(FileReplacement.temporaryPrefix) {
      unlink("\(folder.replay)/\(name)")
    }
    for file in [folder.metrics, "\(folder.metrics)-wal", "\(folder.metrics)-shm", folder.selection] {
      unlink(file)
    }
    rename("\(folder.path)/\(RunFolder.markerName)", "\(folder.path)/\(markerName)")
    removeEmpty(folder.parts)
    unlink(folder.configuration)
    unlink("\(folder.path)/\(FolderLock.name)")
    unmark(folder.path)
    removeEmpty(made)
  }

  /// Removes the empty folders among these, the last first.
  static func removeEmpty(_ folders: [String]) { for folder in folders.reversed() { rmdir(folder) } }
}
