import Foundation
import Testing

/// The built program that stands beside the tests, while it runs.
package final class RunningForesight {
  private let process = Process()
  private let log: TemporaryFolder
  private let output: FileHandle

  /// Starts it; where `fileBlocks` is given, no file that it writes may grow beyond so many blocks of 512 bytes.
  /// `environment` is added to the tests' own.
  package init(_ arguments: [String], fileBlocks: Int? = nil, environment: [String: String] = [:]) throws {
    let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
    log = try TemporaryFolder()
    try Data().write(to: URL(filePath: log.file("log")))
    output = try #require(FileHandle(forWritingAtPath: log.file("log")))
    let limit = fileBlocks.map { "ulimit -f \($0); " } ?? ""
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "\(limit)exec \"$0\" \"$@\"", folder.appending(component: "foresight").path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  private var isRunning: Bool { process.isRunning }

  /// What it has printed so far.
  private var text: String {
    // What is being written may end within a character.
    get throws { String(decoding: try Data(contentsOf: URL(filePath: log.file("log"))), as: UTF8.self) }
  }

  /// Waits until it has printed a text, or has ended.
  package func wait(for expected: String) throws {
    while isRunning, try !text.contains(expected) { usleep(2000) }
  }

  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until it ends: what it ended with, a signal's number negative, and what it printed.
  package func wait() throws -> (status: Int32, output: String) {
    process.waitUntilExit()
    let status = process.terminationStatus
    return (process.terminationReason == .uncaughtSignal ? -status : status, try text)
  }
}
