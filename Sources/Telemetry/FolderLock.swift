import Common
import Foundation

/// A lock on a folder, which the system releases when the process ends in any way.
package final class FolderLock: Sendable {
  package static let name = "lock"

  private let descriptor: Int32

  /// `activity` says, for messages, what a process does that holds the lock.
  ///
  /// Throws `TelemetryError` if another process holds it, or if the folder cannot be written.
  package init(_ folder: String, activity: String = "trains") throws(TelemetryError) {
    let path = "\(folder)/\(Self.name)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TelemetryError(
        "\(path) cannot be written (\(String(cString: strerror(errno)))); check the folder")
    }
    guard Self.take(descriptor) else {
      let process = StoredText.read(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      close(descriptor)
      throw TelemetryError(
        "another process\(process.map { " (\($0))" } ?? "") \(activity) in \(folder); wait for it, or stop it"
      )
    }
    let text = Array("\(getpid())".utf8)
    // The process's number is only for messages.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    // Not earlier: a complete object would close the descriptor again if its initializer throws.
    self.descriptor = descriptor
  }

  /// Takes the lock. A process that only checks for the lock holds it for a moment.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<5 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(10_000)
    }
    return false
  }

  /// Whether a process holds the lock on a folder now. Writes nothing.
  static func isHeld(_ folder: String) -> Bool {
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  /// Unlocks explicitly, because a process just started by this one may hold the descriptor for a moment.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
