import Environments
import Foundation

@testable import Workers

/// Whether the Python that workers run in has these modules.
func isInstalled(_ modules: String) -> Bool {
  guard let python = try? PythonInstallation.interpreter() else { return false }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: python)
  process.arguments = ["-c", "import \(modules)"]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}

/// The numbers in the lines that a program of `Tests/Fixtures/workers` prints.
func plainLoop(_ program: String, _ arguments: [String]) throws -> [[Int]] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: try PythonInstallation.interpreter())
  process.arguments = ["Tests/Fixtures/workers/\(program)"] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
}

extension Observation {
  /// As they lie in memory.
  var bytes: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .numbers(let numbers): numbers.withUnsafeBytes { [UInt8]($0) }
    }
  }
}
