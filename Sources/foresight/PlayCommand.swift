import ArgumentParser

/// `foresight play`: a person against an agent, or one who watches it.
struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Plays against an agent, or watches one that plays by itself.",
    discussion: """
      In games of two players you and the agent move in turn. Other tasks are watched, a step for each Enter. Moves can \
      be piped in, one on each line; the end of the input ends the game.
      """)

  @OptionGroup var chosen: AgentOption

  @Option(help: "Simulations of the agent's searches; by default the run's own.")
  var simulations: Int?

  @Flag(help: "You move first (the default), or second.")
  var side: Side?

  @Option(help: "What the episode's random numbers depend on; by default the run's seed.")
  var seed: UInt64?

  @OptionGroup var device: DeviceOption

  /// Which player the person is.
  enum Side: String, EnumerableFlag {
    case first, second
  }

  func validate() throws { try StoredAgent.check(simulations: simulations) }

  func run() throws {
    let stored = try StoredAgent(chosen)
    let players = stored.environment.specification.players
    if side != nil && players == 1 {
      throw ValidationError(
        "\(stored.environment.specification.name) has one player; leave out --first and --second")
    }
    let agent = try Advisor(stored, simulations: simulations, device: try device.select())
    let seed = seed ?? stored.seed
    if players == 2 {
      try PersonGame(agent, in: stored.environment, seed: seed, personSide: side == .second ? 1 : 0).play()
    } else {
      try WatchedEpisode(agent, in: stored.environment, seed: seed).watch()
    }
  }
}
