import Foundation
import Testing

/// A run of the built program that stands beside the tests: its exit status, and what it printed where.
package struct ForesightProcess {
  package let status: Int32
  package let output: String
  package let errors: String

  /// Not the user's, where measurements may be saved that change what is printed.
  private static let cache = FileManager.default.temporaryDirectory.appending(component: "foresight-tests")

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads; nil for what the tests themselves would.
  ///   - folder: where it runs; nil for where the tests do.
  ///   - environment: is added to the tests' own, and to a cache folder that all tests share.
  package init(
    _ arguments: [String], input: String? = nil, folder workingFolder: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
    let process = Process()
    process.executableURL = folder.appending(component: "foresight")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["FORESIGHT_CACHE": Self.cache.path]) {
      $1
    }.merging(environment) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    if let workingFolder { process.currentDirectoryURL = URL(fileURLWithPath: workingFolder) }
    if let input {
      // Less than a pipe holds, so that all is written before the program starts.
      precondition(input.utf8.count < 65_536, "an input of \(input.utf8.count) bytes")
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
      process.standardInput = pipe
    }
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    self.status = process.terminationStatus
    self.output = text
    self.errors = errorText
  }
}
