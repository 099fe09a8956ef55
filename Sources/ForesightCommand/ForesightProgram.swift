import Common
import Foundation

/// Foresight's command line, for a program of one's own: with `train`, `evaluate`, `play` and all other commands of
/// `foresight`, and with the environments that the program has registered.
public enum ForesightProgram {
  /// Does what the process's arguments ask for. Where that fails, it prints a sentence that says why, and ends the process
  /// with exit code 1.
  ///
  /// Environments of one's own are registered before, with `EnvironmentCatalog.register`.
  public static func run() {
    // Hints name the program as it was called.
    let called = CommandLine.arguments[0]
    if URL(filePath: called).lastPathComponent != "foresight" { setenv(ProgramName.variable, called, 0) }
    Foresight.main()
  }
}
