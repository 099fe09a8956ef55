import ArgumentParser
import Foundation
import Workers

/// `foresight setup`: installs the packages that environments in Python need.
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

  func run() throws { try Self.install(packages) }

  /// Installs packages, and prints their place and size. Throws as `PythonSetup.install`.
  static func install(_ packages: PythonPackages) throws {
    let bytes = try PythonSetup().install(packages)
    printNow(
      String(
        format: "%@ can be used now; %@ takes %.0f MB", packages.rawValue, PythonInstallation.folder,
        Double(bytes) / 1e6))
  }

  /// Installs the packages that an environment cannot be made without, if `isAgreed` or if the user at the
  /// terminal agrees. Throws as `install`.
  static func meet(_ need: PythonNeed?, isAgreed: Bool) throws {
    guard let need else { return }
    if !isAgreed {
      guard isatty(0) == 1, isatty(1) == 1 else { return }
      let question =
        "\(need.title) needs packages in Python that are not here (\(need.packages.modules.joined(separator: ", "))). Install them into \(PythonInstallation.folder), some \(need.packages.megabytes) MB? [y/N] "
      let answer = TextInput.line(prompt: question) ?? ""
      guard ["y", "yes"].contains(answer.lowercased()) else { return }
    }
    printNow("installing what \(need.title) needs")
    try install(need.packages)
  }
}

extension PythonPackages: ExpressibleByArgument {}
