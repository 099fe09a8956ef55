/// The error of a file or folder that cannot be used: which one, what is wrong, and what to do.
package struct FileError: Error, CustomStringConvertible {
  package let file: String
  package let reason: String

  package var description: String { "\(file): \(reason)" }

  package init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }
}
