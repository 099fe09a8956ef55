import ArgumentParser
import MuZero
import PlaNet
import Runs

struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Plays against an agent, or watches one that plays by itself.",
    discussion: """
      In games of two players you and the agent move in turn. Other tasks are watched, a step for each Enter, or by \
      themselves with --auto. Moves can be piped in, one on each line; the end of the input ends the game.
      """)

  @OptionGroup var chosen: AgentOption

  @Option(help: "The simulations of the agent's searches; by default the run's own.")
  var simulations: Int?

  @Flag(help: "You move first (the default), or second.")
  var side: Side?

  @Option(help: "The seed of the episode; by default the run's.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "How pieces of chess and shogi are shown: by default figures on a terminal of UTF-8, else letters.",
      valueName: "letters|figures"))
  var pieces: PieceStyle?

  @OptionGroup var device: DeviceOption

  /// The person's place in the order of players.
  enum Side: String, EnumerableFlag {
    case first, second
  }

  @Flag(help: "Let the agent go on by itself, step after step; in games it plays both sides.")
  var auto = false

  @Option(help: "With --auto: steps each second; as fast as the agent is unless given.")
  var speed: Double?

  func validate() throws {
    try StoredAgent.check(simulations: simulations)
    if let speed {
      guard auto else { throw ValidationError("--speed is for --auto; add it, or leave out --speed") }
      guard (0.01...10_000).contains(speed) else {
        throw ValidationError("--speed is \(speed), but must be 0.01 to 10000")
      }
    }
    if auto && side != nil {
      throw ValidationError("with --auto the agent plays both sides; leave out --first and --second")
    }
  }

  func run() throws {
    let folder = try chosen.run.folder()
    let configuration = try RunSettings(of: folder)
    let pace = Pace(isAutomatic: auto, speed: speed)
    if let settings = configuration.agent as? PlaNetSettings {
      if simulations != nil || side != nil {
        throw ValidationError(
          "the run \(folder.path) is of planet, which plays alone and does not search trees; leave out --simulations, --first and --second"
        )
      }
      let checkpoint = try chosen.checkpoint.entry(in: folder)
      let agent = try PlaNetAgent(settings, in: folder, checkpoint, device: try device.select())
      return try WatchedPlan(agent, seed: seed ?? configuration.seed, pace: pace).watch()
    }
    let stored = try StoredAgent(in: folder, chosen.checkpoint)
    let players = stored.environment.specification.players
    if side != nil && players == 1 {
      throw ValidationError(
        "\(stored.environment.specification.name) has one player; leave out --first and --second")
    }
    var episode = try ShownEpisode(
      stored, simulations: simulations, seed: seed ?? stored.seed, pieces: pieces ?? .usual,
      device: try device.select())
    if players == 2 && !auto {
      try episode.play(personSide: side == .second ? 1 : 0)
    } else {
      try episode.watch(pace)
    }
  }
}
