import Foundation

/// What the program is called by: hints name it so, that they can be repeated.
package enum ProgramName {
  package static let version = "0.1.0"

  /// The environment variable in which a script that starts the program says how it was called itself.
  package static let variable = "FORESIGHT_COMMAND"

  package static let text = {
    let name = ProcessInfo.processInfo.environment[variable] ?? ""
    return name.isEmpty ? "foresight" : name
  }()
}
