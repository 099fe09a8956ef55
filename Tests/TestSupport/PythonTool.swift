import Foundation

/// A command of `tools/` that is written in Python.
package enum PythonTool {
  /// Runs `tools/<name>`, and returns its exit status and all that it printed.
  package static func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", root.appending(path: "tools/\(name)").path] + arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
