import Foundation

/// The error of a run or its files that cannot be used: what is wrong, and what to do.
public struct TelemetryError: Error, CustomStringConvertible {
  /// One sentence for the user.
  public let description: String

  package init(_ description: String) { self.description = description }

  /// The error of the last system call, which has not written to `path`.
  init(unwritten path: String) {
    self.init(
      "\(path) cannot be written (\(String(cString: strerror(errno)))); free some space, or check the folder")
  }
}
