import Foundation

/// A finished run of the built program that stands beside the tests: its exit code, and what it printed where.
package struct ProgramRun {
  package let status: Int32
  package let output: String
  package let errors: String

  /// Runs `foresight` with a cache folder of its own, or with `cache`.
  package init(_ arguments: [String], cache: URL? = nil) throws {
    let folder = cache ?? FileManager.default.temporaryDirectory.appending(component: "\(UUID())")
    defer { if cache == nil { try? FileManager.default.removeItem(at: folder) } }
    let process = Process()
    process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(
      component: "foresight")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["FORESIGHT_CACHE": folder.path]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
