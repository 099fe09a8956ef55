import ArgumentParser
import Environments
import Foundation
import MuZero

/// The options that `foresight uci` and `foresight usi` share.
struct EngineOptions: ParsableArguments {
  @OptionGroup var chosen: AgentOption

  @Flag(help: "Knows the rules alone: positions and counts of moves, without a run.")
  var rules = false

  @Option(help: "The simulations of searches that have no other limit; by default the run's own.")
  var simulations: Int?

  @OptionGroup var device: DeviceOption

  func validate() throws {
    try StoredAgent.check(simulations: simulations)
    if rules, chosen.run.path != nil || simulations != nil {
      throw ValidationError("--rules needs no agent; leave out the run and --simulations, or --rules")
    }
  }

  /// Answers the standard input until it ends. Throws if the agent cannot be used, or if the device fails.
  func run(_ dialect: EngineDialect) throws {
    let stored = rules ? nil : try StoredAgent(chosen)
    let games = try stored.map { try [Self.game(of: $0, dialect)] } ?? dialect.games
    let thinker = try stored.map {
      AgentThinker($0, simulations: simulations, device: try device.select())
    }
    let version = stored.map { "\($0.folder.name), step \($0.checkpoint.step)" } ?? "rules"
    var interpreter = EngineInterpreter(
      dialect, version: version, games: games, thinker: thinker, print: StandardLines.write)
    let session = EngineSession(dialect, searches: thinker != nil, print: StandardLines.write)
    let reader = StandardLines.Reader()
    try session.run(&interpreter) { reader.next() }
  }

  /// The game of a run, with its name in the protocol. Throws if the game belongs to another protocol, or if
  /// the agent sees more than the position.
  private static func game(
    of stored: StoredAgent, _ dialect: EngineDialect
  ) throws -> (name: String, game: any EngineGame) {
    let name = stored.environment.specification.name
    guard let game = stored.environment as? any EngineGame,
      let known = dialect.games.first(where: { $0.game.specification.name == name })
    else {
      throw ValidationError(
        "the run \(stored.folder.path) plays \(name); \(dialect.rawValue) is for runs that play \(dialect.games.map(\.game.specification.name).joined(separator: " or "))"
      )
    }
    guard stored.settings.seesNewestObservationAlone else {
      throw ValidationError(
        "the agent of \(stored.folder.path) stacks observations, but the protocol gives positions alone; train with replay.stackedObservations=1"
      )
    }
    return (known.name, game)
  }
}

/// `foresight uci`: an agent that speaks the Universal Chess Interface.
struct UCICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uci", abstract: "Lets an agent play chess with other programs, by UCI.",
    discussion: "Commands are read from the standard input, and answered on the standard output.")

  @OptionGroup var options: EngineOptions

  func run() throws { try options.run(.uci) }
}

/// `foresight usi`: an agent that speaks the Universal Shogi Interface.
struct USICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usi", abstract: "Lets an agent play shogi with other programs, by USI.",
    discussion: "Commands are read from the standard input, and answered on the standard output.")

  @OptionGroup var options: EngineOptions

  func run() throws { try options.run(.usi) }
}
