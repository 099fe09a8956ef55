import ArgumentParser
import Environments
import Foundation

/// What `foresight uci` and `foresight usi` share.
struct EngineOptions: ParsableArguments {
  @OptionGroup var chosen: RunOption

  @Flag(help: "Knows the rules alone: positions and counts of moves, without a run.")
  var rules = false

  @Option(help: "Simulations of searches that nothing else bounds; by default the run's own.")
  var simulations: Int?

  @OptionGroup var device: DeviceOption

  func validate() throws {
    try StoredAgent.check(simulations: simulations)
    if rules, chosen.path != nil || simulations != nil {
      throw ValidationError("--rules needs no agent; leave out the run and --simulations, or --rules")
    }
  }

  /// Answers the standard input until it ends. Throws where the agent cannot be used, and where the device fails.
  func run(_ dialect: EngineDialect) throws {
    let print = { @Sendable (line: String) in
      Swift.print(line)
      fflush(nil)
    }
    var interpreter = EngineInterpreter(
      dialect, version: "rules", games: dialect.games, thinker: nil, print: print)
    try EngineSession(dialect, searches: false, print: print).run(&interpreter) { readLine() }
  }
}

/// `foresight uci`: an agent behind the Universal Chess Interface.
struct UCICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uci", abstract: "Lets an agent play chess with other programs, by UCI.",
    discussion: "Commands are read from the standard input, and answered on the standard output.")

  @OptionGroup var options: EngineOptions

  func run() throws { try options.run(.uci) }
}

/// `foresight usi`: an agent behind the Universal Shogi Interface.
struct USICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usi", abstract: "Lets an agent play shogi with other programs, by USI.",
    discussion: "Commands are read from the standard input, and answered on the standard output.")

  @OptionGroup var options: EngineOptions

  func run() throws { try options.run(.usi) }
}
