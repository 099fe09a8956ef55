import Common
import Foundation

/// Makes the Python environment for workers: next to the caches, with packages of its own.
package struct PythonSetup {
  private let folder = PythonInstallation.folder
  private var log: String { "\(folder)/setup.log" }

  package init() {}

  /// Installs packages, and makes the environment if it does not exist. Returns its size in bytes.
  ///
  /// Throws `WorkerError` if there is no suitable Python, or if a package cannot be installed.
  package func install(_ packages: PythonPackages) throws -> Int {
    var groups = PythonInstallation.groups
    if groups == nil { try makeEnvironment() }
    guard
      try run(
        PythonInstallation.ownInterpreter,
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
          + packages.requirements)
    else {
      let reason = lastError.map { ": \($0)" } ?? ""
      throw WorkerError(
        "the packages of \(packages.rawValue) cannot be installed\(reason); is there a network? All that pip said is in \(log)"
      )
    }
    groups = Set((groups ?? []) + [packages.rawValue]).sorted()
    let text = String(
      decoding: try JSONEncoder().encode(PythonInstallation.Record(groups: groups!)), as: UTF8.self)
    try FileReplacement.write(text, to: PythonInstallation.record)
    return size
  }

  private func makeEnvironment() throws {
    let python = try PythonInstallation.chosenInterpreter() ?? PythonInstallation.systemInterpreter()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let check = "import sys; sys.exit(sys.version_info < (3, 11))"
    guard try run(python, ["-c", check]) else {
      throw WorkerError(
        "\(python) is older than 3.11, which the packages need; name a newer one in \(PythonInstallation.variable)"
      )
    }
    guard try run(python, ["-m", "venv", "--clear", folder]) else {
      throw WorkerError(
        "\(python) cannot make an environment of its own\(lastError.map { ": \($0)" } ?? ""); install its module venv (Debian: python3-venv)"
      )
    }
  }

  /// Runs a program to its end, and writes its output to the log. Returns whether it succeeded.
  private func run(_ program: String, _ arguments: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw WorkerError("\(program) cannot be started: \(error.localizedDescription)")
    }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try FileReplacement.write(bytes: [UInt8](text), to: log)
    return process.terminationStatus == 0
  }

  /// The last line of the log that describes an error.
  private var lastError: String? {
    let lines = (StoredText.read(log) ?? "").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let line = lines.last { $0.hasPrefix("ERROR:") } ?? lines.last { !$0.isEmpty }
    return line.map { String($0.prefix(200)) }
  }

  private var size: Int {
    let files = FileManager.default.enumerator(atPath: folder)
    var bytes = 0
    while let name = files?.nextObject() as? String {
      var status = stat()
      if lstat("\(folder)/\(name)", &status) == 0 { bytes += Int(status.st_blocks) * 512 }
    }
    return bytes
  }
}

extension PythonInstallation {
  /// The file that lists the packages installed by `foresight setup`.
  static var record: String { "\(folder)/packages.json" }

  /// The list of installed packages. It is written last, so an environment without it is incomplete.
  struct Record: Codable {
    let groups: [String]
  }

  /// The packages that `foresight setup` has installed; nil if it has made no environment.
  static var groups: [String]? {
    FileManager.default.contents(atPath: record).flatMap {
      try? JSONDecoder().decode(Record.self, from: $0).groups
    }
  }
}
