import ArgumentParser
import Common
import Environments
import Matches
import MuZero
import Runs
import Telemetry

/// A player of a match as named on the command line: `random`, `mcts:100`, `uci:stockfish; Skill Level=0`, or
/// `runs/chess-1@best; simulations=50`.
struct PlayerChoice {
  enum Kind {
    case opponent(MatchOpponent)
    case engine(EngineDialect, ProgramCommand)
    case go(ProgramCommand)
    case agent(StoredAgent)
  }

  let kind: Kind
  let options: ProgramOptions
  /// The number of simulations of an agent.
  let simulations: Int?
  /// A name for the same player later: a run's checkpoint is named by its step.
  let lasting: String

  /// Throws if there is no such player, or if its run or program does not exist.
  init(_ text: String) throws {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let (name, words) = (parts[0], parts.dropFirst().filter { !$0.isEmpty })
    var lasting = name
    if let opponent = MatchOpponent(name) {
      kind = .opponent(opponent)
      (options, simulations) = try (Self.options(words, of: name, for: .own), nil)
    } else if name.hasPrefix(MatchOpponent.treeSearchPrefix) {
      let allowed = MatchOpponent.simulations
      throw ValidationError(
        "no player is called \(name.quoted): \(MatchOpponent.treeSearchPrefix)N has N from \(allowed.lowerBound) to \(allowed.upperBound)"
      )
    } else if let dialect = EngineDialect.allCases.first(where: { name.hasPrefix("\($0.rawValue):") }) {
      kind = .engine(dialect, try ProgramCommand(String(name.dropFirst(4))))
      (options, simulations) = try (Self.options(words, of: name, for: .engine), nil)
    } else if name.hasPrefix("gtp:") {
      kind = .go(try ProgramCommand(String(name.dropFirst(4))))
      (options, simulations) = try (Self.options(words, of: name, for: .go), nil)
    } else {
      options = try Self.options(words, of: name, for: .agent)
      simulations = options.nodes
      try StoredAgent.check(simulations: simulations)
      let stored = try Self.agent(name)
      kind = .agent(stored)
      lasting = "\(stored.folder.path)@\(stored.checkpoint.step)"
    }
    self.lasting = ([lasting] + words).joined(separator: "; ")
  }

  /// The agent of `RUN`, `RUN@best`, `RUN@1000`, or of the folder of one of a run's checkpoints.
  private static func agent(_ text: String) throws -> StoredAgent {
    if let place = text.lastIndex(of: "@"),
      let choice = CheckpointChoice(argument: String(text[text.index(after: place)...]))
    {
      return try StoredAgent(in: try RunFolder(existing: String(text[..<place])), choice)
    }
    if let match = text.wholeMatch(of: /(.+)\/(?:checkpoints|best)\/step-0*([0-9]+)(?:-[0-9]+)?\/?/),
      let step = Int(match.2)
    {
      return try StoredAgent(in: try RunFolder(existing: String(match.1)), .step(step))
    }
    do { return try StoredAgent(in: try RunFolder(existing: text), .newest) } catch let error
      as TelemetryError
    {
      throw ValidationError(
        "no player is called \(text.quoted): \(error); players are random, mcts:N, a run's folder with @best, @newest or @STEP, and uci:, usi: or gtp: with a program"
      )
    }
  }

  private enum Holder { case own, agent, engine, go }

  private static func options(
    _ words: [String], of player: String, for holder: Holder
  ) throws -> ProgramOptions {
    var options = ProgramOptions()
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let (key, value) = (pair[0], pair.count > 1 ? pair[1] : "")
      if key.isEmpty {
        throw ValidationError(
          "\(word.quoted) of \(player) has no name before the equals sign; write name=value"
        )
      }
      switch (key, holder) {
      case ("name", _):
        if value.isEmpty { throw ValidationError("the name of \(player) is empty; write name=NAME") }
        options.name = value
      case ("simulations", .agent): options.nodes = try number(value, key, player)
      case ("nodes", .engine): options.nodes = try number(value, key, player)
      case ("depth", .engine): options.depth = try number(value, key, player)
      case ("movetime", .engine), ("movetime", .go): options.moveTime = try number(value, key, player)
      case (_, .engine): options.values.append((key, value))
      case (_, .go): options.commands.append(word)
      case (_, .own), (_, .agent):
        throw ValidationError(
          "\(player) has no option \(key.quoted); \(holder == .agent ? "there are name and simulations" : "there is name")"
        )
      }
    }
    return options
  }

  private static func number(_ text: String, _ key: String, _ player: String) throws -> Int {
    guard let number = Int(text), (1...1_000_000_000).contains(number) else {
      throw ValidationError("\(key) of \(player) is \(text.quoted), but must be a number from 1")
    }
    return number
  }

  /// The player's name in tables.
  var name: String {
    if let name = options.name { return name }
    switch kind {
    case .opponent(let opponent): return opponent.description
    case .engine(_, let command), .go(let command): return command.name
    case .agent(let stored):
      let folder = stored.folder.path.split(separator: "/").last.map(String.init) ?? stored.folder.path
      return "\(folder)@\(stored.checkpoint.step)" + (simulations.map { "/\($0)" } ?? "")
    }
  }

  /// The games that it can play; nil for any game, or its own.
  var playable: [String]? {
    switch kind {
    case .opponent, .agent: nil
    case .engine(let dialect, _): dialect.games.map(\.game.specification.name)
    case .go: ["go"]
    }
  }

  /// The game that it plays; nil if that is not known.
  var game: MatchSettings.Game? {
    switch kind {
    case .opponent: return nil
    case .engine(let dialect, _): return MatchSettings.Game(name: dialect == .uci ? "chess" : "shogi")
    case .go: return MatchSettings.Game(name: "go")
    case .agent(let stored):
      let settings = stored.settings.environment
      let size = (stored.environment as? Go)?.size ?? (stored.environment as? Gomoku)?.size
      return MatchSettings.Game(
        name: stored.environment.specification.name, size: size ?? settings.size,
        komi: (stored.environment as? Go)?.komi)
    }
  }
}
