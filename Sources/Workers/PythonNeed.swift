import Foundation

/// The packages that `foresight setup` can install and that an environment lacks.
package struct PythonNeed: Sendable, Equatable {
  /// The environment's name in settings, such as "atari:Pong".
  package let title: String
  package let packages: PythonPackages

  /// The need of the environment with this title. Nil if everything is there, if the title does not name an
  /// environment in Python, or if the user has chosen the interpreter.
  package init?(of title: String) {
    guard let source = WorkerTask.parts(of: title)?.source, let packages = source.packages,
      PythonInstallation.chosenName == nil,
      PythonInstallation.groups?.contains(packages.rawValue) != true,
      let python = try? PythonInstallation.interpreter(), !Self.has(packages.modules, python)
    else { return nil }
    (self.title, self.packages) = (title, packages)
  }

  /// Whether a Python interpreter finds modules, without importing them.
  private static func has(_ modules: [String], _ python: String) -> Bool {
    let names = modules.map { "'\($0)'" }.joined(separator: ", ")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      "-c",
      "import sys; from importlib.util import find_spec; sys.exit(not all(find_spec(name) for name in [\(names)]))",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

extension WorkerTask.Source {
  /// The packages for environments of this source; nil if only their author knows.
  fileprivate var packages: PythonPackages? {
    switch self {
    case .gymnasium: .gymnasium
    case .python: nil
    case .dmc: .dmc
    case .atari: .atari
    case .pettingzoo: .pettingzoo
    }
  }
}
