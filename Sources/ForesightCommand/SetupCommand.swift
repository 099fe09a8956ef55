import ArgumentParser
import Foundation
import Workers

/// `foresight setup`: what environments in Python need.
struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Installs the packages that environments in Python need.",
    discussion: """
      They go into a Python environment of their own beside the caches, which worker processes run in unless \
      FORESIGHT_PYTHON names another interpreter. That variable also names the Python that it is made with.
      """)

  @Argument(help: "Which: \(PythonPackages.allCases.map(\.rawValue).joined(separator: " or ")).")
  var packages: PythonPackages

  func run() throws {
    let bytes = try PythonSetup().install(packages)
    printNow(
      String(
        format: "%@ can be used now; %@ takes %.0f MB", packages.rawValue, PythonInstallation.folder,
        Double(bytes) / 1e6))
  }
}

extension PythonPackages: ExpressibleByArgument {}
