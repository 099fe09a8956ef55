import ArgumentParser
import Common
import Environments
import Foundation
import Matches
import Telemetry

/// `foresight match`: plays games between agents and programs.
struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Plays games between agents and programs, and rates them.",
    discussion: """
      A player is random; mcts:N, tree search with N random roll-outs; a run's folder, with @best, @newest or @STEP behind \
      it for a checkpoint; or uci:, usi: or gtp: and a program with its arguments. Behind a player options follow, each \
      after a semicolon: name=NAME; simulations=N of a run; nodes=N, depth=N, movetime=MS and the program's own of UCI \
      and USI; commands of GTP:

        foresight match runs/chess-1@best "uci:stockfish; Skill Level=0; nodes=100" --games 20

      Three players or more play a round robin. Ctrl-C ends the match with what it has; --resume goes on with it.
      """)

  @Argument(help: ArgumentHelp("The players; or, with --resume, none.", valueName: "player"))
  var players: [String] = []

  @Option(help: "Games between every two players. Each opening is played twice, with colors swapped.")
  var games: Int?

  @Flag(help: "For a single run: its checkpoints play each other, for a curve of Elo ratings.")
  var checkpoints = false

  @Option(help: "What is played where no run says it: chess, minichess, shogi, mini-shogi, go, …")
  var game: String?

  @Option(help: "The board's height and width, for Go and gomoku.")
  var size: Int?

  @Option(help: "White's compensation (komi) in Go, in points.")
  var komi: Double?

  @Option(
    help: ArgumentHelp("Openings: a line of moves or a position each, or games in PGN.", valueName: "file"))
  var openings: String?

  @Option(help: "For openings in PGN: the number of moves taken from each game; by default 8.")
  var openingPlies: Int?

  @Option(help: "The number of random moves after each opening; by default 2, or none if openings are given.")
  var randomPlies: Int?

  @Option(help: "The number of nodes or simulations for each move.")
  var nodes: Int?

  @Option(help: "The time for each move, in milliseconds.")
  var moveTime: Int?

  @Option(
    help: ArgumentHelp(
      "The time for a game and the increment per move, in seconds.", valueName: "seconds[+seconds]"))
  var clock: String?

  @Option(help: "Moves after which a game is drawn, or in Go scored; by default the game's own limit.")
  var moveLimit: Int?

  @Option(
    help: "A player has lost whose own value is below the negative of this three times in a row: 0 to 1.")
  var resign: Double?

  @Option(
    help: "Seconds after which a program counts as hanging, beyond the time that it was given; by default 60."
  )
  var patience: Double?

  @Option(help: "The format of shogi games; by default csa.")
  var shogiRecords: GameFiles.ShogiFormat?

  @Option(help: "The seed of random moves; by default 1.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("The match's folder; by default a new one in matches.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Goes on with a match; with --games with more of it.", valueName: "folder"))
  var resume: String?

  @Option(help: ArgumentHelp("Prints the table of a match, and plays nothing.", valueName: "folder"))
  var show: String?

  @OptionGroup var device: DeviceOption

  @Flag(help: "Print a line of JSON for every two players in place of tables.")
  var json = false

  func validate() throws {
    try OptionRange.check(
      ("--games", games ?? 1, 1...1_000_000), ("--opening-plies", openingPlies ?? 0, 0...1000),
      ("--random-plies", randomPlies ?? 0, 0...1000), ("--nodes", nodes ?? 1, 1...1_000_000),
      ("--move-time", moveTime ?? 1, 1...100_000_000), ("--move-limit", moveLimit ?? 1, 1...1_000_000))
    if let resign, !(0...1).contains(resign) {
      throw ValidationError("--resign is \(resign), but must be 0 to 1")
    }
    if let komi, !(-1000...1000).contains(komi) {
      throw ValidationError("--komi is \(komi), but must be -1000 to 1000")
    }
    if let patience, !(0.1...1e6).contains(patience) {
      throw ValidationError("--patience is \(patience), but must be 0.1 to 1000000")
    }
    if clock != nil, moveTime != nil {
      throw ValidationError("--clock and --move-time are both given; leave one")
    }
    if resume != nil || show != nil {
      guard players.isEmpty, !checkpoints, resume == nil || show == nil else {
        throw ValidationError("--resume and --show name a match that has its players; leave out all others")
      }
      try refuseOptionsOfNewMatches()
    } else if checkpoints {
      guard players.count == 1 else { throw ValidationError("--checkpoints is of one run; name one") }
    } else {
      guard players.count > 1 else { throw ValidationError("a match has two players or more; name them") }
    }
  }

  /// Throws if options repeat what the match's folder already defines.
  private func refuseOptionsOfNewMatches() throws {
    let given = [
      ("--games", show != nil && games != nil), ("--game", game != nil), ("--size", size != nil),
      ("--komi", komi != nil), ("--openings", openings != nil), ("--opening-plies", openingPlies != nil),
      ("--random-plies", randomPlies != nil), ("--nodes", nodes != nil), ("--move-time", moveTime != nil),
      ("--clock", clock != nil), ("--move-limit", moveLimit != nil), ("--resign", resign != nil),
      ("--patience", patience != nil), ("--shogi-records", shogiRecords != nil), ("--seed", seed != nil),
      ("--output", output != nil),
    ].filter(\.1).map(\.0)
    if given.isEmpty { return }
    let option = show == nil ? "--resume" : "--show"
    throw ValidationError(
      "\(option) takes a match as it was begun; leave out \(given.joined(separator: ", "))")
  }

  func run() throws {
    if let show {
      let record = try MatchRecord(existing: show, isReadOnly: true)
      return try print(MatchReport(names: try record.names(), games: try record.games()))
    }
    try MatchRun(self).play()
  }

  /// Prints the match's results.
  func print(_ report: MatchReport) throws {
    for line in json ? try report.json : report.lines { Swift.print(line) }
  }

  /// The limits of moves and games.
  func limits() throws -> MatchLimits {
    MatchLimits(
      nodes: nodes, moveTime: moveTime, clock: try clock.map(Self.clock), moveLimit: moveLimit,
      resignValue: resign, patience: patience ?? Self.usualPatience)
  }

  /// The default patience, in seconds.
  private static let usualPatience = 60.0

  private static func clock(_ text: String) throws -> MatchLimits.Clock {
    let parts = text.split(separator: "+", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...2).contains(parts.count), let time = parts[0], (0.001...1e6).contains(time),
      let increment = parts.count > 1 ? parts[1] : 0, (0...1e6).contains(increment)
    else {
      throw ValidationError("--clock is \(text.quoted), but must be seconds, or seconds+seconds, as 60+0.5")
    }
    return MatchLimits.Clock(time: Int(time * 1000), increment: Int(increment * 1000))
  }
}

extension GameFiles.ShogiFormat: ExpressibleByArgument {}
