/// The error of a file that cannot be used: which file, what is wrong, and what to do.
package struct SafetensorsError: Error, CustomStringConvertible {
  package let file: String
  package let reason: String

  package var description: String { "\(file): \(reason)" }

  package init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// A file that violates the format.
  package static func damaged(_ file: String, _ reason: String) -> SafetensorsError {
    SafetensorsError(file: file, reason: "\(reason); the file is damaged, so write or download it again")
  }
}
