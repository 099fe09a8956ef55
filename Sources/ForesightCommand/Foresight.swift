import ArgumentParser
import Common
import Foundation

/// The command line: its subcommands, and the one place where errors are caught.
struct Foresight: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foresight",
    abstract: "Trains agents that plan with a learned model.",
    version: "Foresight \(ProgramName.version)",
    subcommands: [
      BenchCommand.self,
      DevicesCommand.self,
      EvaluateCommand.self,
      ExportCommand.self,
      GoTextProtocolCommand.self,
      InspectCommand.self,
      InstallCommand.self,
      MatchCommand.self,
      PlayCommand.self,
      PresetsCommand.self,
      RunsCommand.self,
      ScoresCommand.self,
      SelftestCommand.self,
      SetupCommand.self,
      ShowCommand.self,
      TrainCommand.self,
      TuneCommand.self,
      UCICommand.self,
      USICommand.self,
    ])

  static func main() {
    // Writing a file beyond the size limit then fails, as on a full disk, instead of ending the program.
    signal(SIGXFSZ, SIG_IGN)
    do {
      let words = CommandWords.joined(Array(CommandLine.arguments.dropFirst()))
      try CommandWords.check(words, Self.self)
      var command = try parseAsRoot(words)
      try command.run()
      try StandardLines.finish()
    } catch {
      exit(reporting: error)
    }
  }

  /// Prints an error as a sentence, and exits with 1. A request for help is printed and exits with 0.
  private static func exit(reporting error: any Error) -> Never {
    if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
    let code = exitCode(for: error)
    if code.isSuccess { exit(withError: error) }
    // Earlier output must come before the error.
    fflush(nil)
    let sentence = code == .validationFailure ? message(for: error) : "\(error)"
    FileHandle.standardError.write(Data("foresight: error: \(sentence)\n".utf8))
    Foundation.exit(1)
  }
}
