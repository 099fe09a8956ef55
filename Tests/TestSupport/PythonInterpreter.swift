import Foundation
import Testing

/// A Python that has the packages `safetensors` and `numpy`, to compare files with.
package struct PythonInterpreter: Sendable {
  private let path: String

  /// `$FORESIGHT_PYTHON`, which must have the packages, else the `python3` in `PATH` if it has them; nil otherwise.
  package static let found: PythonInterpreter? = {
    if let path = ProcessInfo.processInfo.environment["FORESIGHT_PYTHON"], !path.isEmpty {
      return PythonInterpreter(path: path)
    }
    let python = PythonInterpreter(path: "python3")
    return (try? python.run("import numpy, safetensors.numpy")) == nil ? nil : python
  }()

  /// Runs a program text, whose `sys.argv[1:]` are `arguments`.
  ///
  /// Returns what it prints; throws where it does not start, or ends with an error.
  @discardableResult package func run(_ program: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [path, "-c", program] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Failure(description: errorText) }
    return text
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
