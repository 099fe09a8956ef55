import Common
import Foundation

/// Finds the Python interpreter for workers.
package enum PythonInstallation {
  /// The environment variable that names an interpreter.
  package static let variable = "FORESIGHT_PYTHON"

  /// The Python environment that `foresight setup` makes, next to the caches.
  package static var folder: String { CacheFolder.path.appending(component: "python").path }

  /// The interpreter of that environment.
  package static var ownInterpreter: String { "\(folder)/bin/python3" }

  /// The interpreter to use: `$FORESIGHT_PYTHON`, else that of `foresight setup`, else the `python3` in
  /// `PATH`.
  ///
  /// Throws `WorkerError` if there is none.
  package static func interpreter() throws(WorkerError) -> String {
    if let chosen = try chosenInterpreter() { return chosen }
    if groups != nil, FileManager.default.isExecutableFile(atPath: ownInterpreter) { return ownInterpreter }
    return try systemInterpreter()
  }

  /// The value of `$FORESIGHT_PYTHON`; nil if it is not set.
  static var chosenName: String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The interpreter that `$FORESIGHT_PYTHON` names; nil if it is not set. Throws `WorkerError` if there is
  /// no such program.
  static func chosenInterpreter() throws(WorkerError) -> String? {
    guard let name = chosenName else { return nil }
    guard let path = found(name) else {
      throw WorkerError("there is no Python \(name.quoted), which \(variable) names; correct or unset it")
    }
    return path
  }

  /// The `python3` in `PATH`. Throws `WorkerError` if there is none.
  package static func systemInterpreter() throws(WorkerError) -> String {
    guard let path = found("python3") else {
      throw WorkerError(
        "there is no python3 in PATH, which environments in Python need; install Python 3.10 or newer, or name one in \(variable)"
      )
    }
    return path
  }

  /// A program by its path, or by its name in `PATH`.
  private static func found(_ name: String) -> String? {
    if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Advice to add to a failure that comes from a missing package; empty for others.
  static func advice(on failure: String) -> String {
    let known = PythonPackages.allCases.first { packages in
      packages.modules.contains { failure.contains("No module named '\($0)'") }
    }
    return known.map { "; `foresight setup \($0.rawValue)` installs it" } ?? ""
  }
}
