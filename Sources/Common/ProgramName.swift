import Foundation

/// The command by which the program was called, so that the commands in its hints can be copied.
package enum ProgramName {
  package static let version = "0.1.0"

  /// The environment variable in which a script that starts the program gives its own name.
  package static let variable = "FORESIGHT_COMMAND"

  package static let text = {
    let name = ProcessInfo.processInfo.environment[variable] ?? ""
    return name.isEmpty ? "foresight" : name
  }()
}
