import Common
import Foundation

/// Foresight's command line for a program of the caller's, with `train`, `evaluate`, `play` and all other
/// commands of `foresight`, and with the environments that the program has registered.
public enum ForesightProgram {
  /// Carries out the command in the process's arguments. If it fails, prints a sentence that says why, and
  /// ends the process with exit code 1.
  ///
  /// The program's own environments must be registered before, with `EnvironmentCatalog.register`.
  public static func run() {
    // Hints call the program by the name with which it was called.
    let called = CommandLine.arguments[0]
    if URL(filePath: called).lastPathComponent != "foresight" { setenv(ProgramName.variable, called, 0) }
    Foresight.main()
  }
}
