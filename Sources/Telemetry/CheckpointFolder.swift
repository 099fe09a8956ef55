import Common
import Foundation

/// The checkpoints of a run: a folder for each, which exists either completely or not at all.
package struct CheckpointFolder: Sendable, Equatable {
  /// A complete checkpoint.
  package struct Entry: Sendable, Equatable {
    /// The training step after which it was written.
    package let step: Int
    package let path: String
    /// A number that distinguishes checkpoints of the same step.
    let attempt: Int
  }

  package let path: String

  /// The complete checkpoints, the oldest first.
  package var entries: [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let entries = names.compactMap { name -> Entry? in
      guard let match = name.wholeMatch(of: /step-([0-9]+)(?:-([0-9]+))?/), let step = Int(match.1) else {
        return nil
      }
      return Entry(step: step, path: "\(path)/\(name)", attempt: match.2.flatMap { Int($0) } ?? 1)
    }
    return entries.sorted { ($0.step, $0.attempt) < ($1.step, $1.attempt) }
  }

  /// The checkpoint to continue from; nil before the first.
  package var latest: Entry? { entries.last }

  /// Throws `TelemetryError`, which says what can be done, if a file of a checkpoint has changed since it was
  /// written.
  ///
  /// Returns whether this could be checked: checkpoints of earlier versions have no checksums.
  @discardableResult
  package func check(_ entry: Entry) throws(TelemetryError) -> Bool {
    guard let fault = CheckpointSums.fault(of: entry.path) else { return true }
    guard case .damage(let reason) = fault else { return false }
    let before = entries.prefix { $0 != entry }.last { CheckpointSums.fault(of: $0.path) == nil }
    let advice =
      before.map { "remove this checkpoint to use that of step \($0.step)" }
      ?? "put back a copy, for no other checkpoint is of use"
    throw TelemetryError("\(entry.path) is damaged: \(reason); \(advice)")
  }

  /// Calls `body` to write files into a new folder, makes that the newest checkpoint when all files are on
  /// the disk, and then removes all older checkpoints but `keeping - 1`; with `replacing`, all others of any
  /// step.
  ///
  /// Whatever happens in between, the earlier checkpoints remain. Throws `TelemetryError`, and the errors of
  /// `body`.
  @discardableResult
  package func write(
    step: Int, keeping: Int = 2, replacing: Bool = false, _ body: (_ folder: String) throws -> Void
  ) throws -> Entry {
    precondition(step >= 0 && keeping >= 1, "a checkpoint of step \(step), keeping \(keeping)")
    let temporary = "\(path)/\(FileReplacement.temporaryPrefix)\(UUID().uuidString)"
    guard mkdir(temporary, 0o777) == 0 else { throw TelemetryError(unwritten: temporary) }
    let entry: Entry
    do {
      try body(temporary)
      try CheckpointSums(of: temporary).write(in: temporary)
      for name in try FileManager.default.subpathsOfDirectory(atPath: temporary) {
        try Self.sync("\(temporary)/\(name)")
      }
      try Self.sync(temporary)
      entry = try place(temporary, step: step)
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
    try Self.sync(path)
    for old in replacing ? entries.filter({ $0 != entry }) : entries.dropLast(keeping) { try remove(old) }
    return entry
  }

  /// Removes all checkpoints, so that the run begins again. Throws if the folder cannot be written.
  package func removeAll() throws { for entry in entries { try remove(entry) } }

  /// Renames the complete folder to the first free name of its step.
  private func place(_ temporary: String, step: Int) throws -> Entry {
    let name = String(format: "step-%09d", step)
    let attempt = (entries.last { $0.step == step }?.attempt ?? 0) + 1
    let target = "\(path)/\(name)" + (attempt == 1 ? "" : "-\(attempt)")
    guard rename(temporary, target) == 0 else { throw TelemetryError(unwritten: target) }
    return Entry(step: step, path: target, attempt: attempt)
  }

  /// Renames the checkpoint first, so that its name never refers to an incomplete one.
  private func remove(_ entry: Entry) throws {
    let temporary = "\(path)/\(FileReplacement.temporaryPrefix)\(UUID().uuidString)"
    guard rename(entry.path, temporary) == 0 else { throw TelemetryError(unwritten: entry.path) }
    try FileManager.default.removeItem(atPath: temporary)
  }

  private static func sync(_ path: String) throws(TelemetryError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TelemetryError(unwritten: path) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder, and report EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw TelemetryError(unwritten: path) }
  }
}
