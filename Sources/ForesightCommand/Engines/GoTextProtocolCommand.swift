import ArgumentParser
import Common
import Environments
import MuZero

/// `foresight gtp`: an agent that speaks the Go Text Protocol.
struct GoTextProtocolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gtp",
    abstract: "Lets an agent play Go with other programs, by the Go Text Protocol.",
    discussion: "Commands are read from the standard input, and answered on the standard output.")

  @OptionGroup var chosen: AgentOption

  @Option(help: "The simulations of the agent's searches; by default the run's own.")
  var simulations: Int?

  @OptionGroup var device: DeviceOption

  func validate() throws { try StoredAgent.check(simulations: simulations) }

  func run() throws {
    let stored = try StoredAgent(chosen)
    guard let game = stored.environment as? Go else {
      throw ValidationError(
        "the run \(stored.folder.path) plays \(stored.environment.specification.name); the protocol is for runs that play Go, as `\(ProgramName.text) train go9` begins one"
      )
    }
    guard stored.settings.seesNewestObservationAlone else {
      throw ValidationError(
        "the agent of \(stored.folder.path) stacks observations, but the protocol gives positions alone; train with replay.stackedObservations=1"
      )
    }
    let thinker = AgentThinker(stored, simulations: simulations, device: try device.select())
    try thinker.prepare(for: game)
    var engine = GoTextProtocol(
      name: "Foresight", version: "\(stored.folder.name), step \(stored.checkpoint.step)", game: game,
      sizes: game.size...game.size)
    let reader = StandardLines.Reader()
    try GoTextSession(write: StandardLines.writeText).run(&engine, player: thinker) { reader.next() }
  }
}
