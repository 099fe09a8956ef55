import Foundation

/// An engine's side of UCI or USI: it takes lines and returns lines. The caller reads and writes them, and
/// provides the thinker.
///
/// A command that cannot be carried out is answered by one line, `info string error: …`, and changes nothing.
/// Draws that must be claimed do not end a game here, nor does the move limit.
package struct EngineInterpreter {
  /// The protocol.
  package let dialect: EngineDialect
  /// The current game.
  package private(set) var game: any EngineGame
  /// Whether `quit` was answered, so that nothing more is to be answered.
  package private(set) var isFinished = false

  private let version: String
  private let games: [(name: String, game: any EngineGame)]
  private let thinker: (any GameThinker)?
  private let print: (String) -> Void
  private var variant = 0
  /// The number of simulations of a search that has no other limit.
  private var simulations: Int
  /// The time that a move takes beside the search, in milliseconds.
  private var overhead = 30

  private static let overheads = 0...10_000
  /// The time between two reports on a search.
  private static let interval = Duration.seconds(1)

  /// An engine for several games, which begins with the first. Without a thinker it knows only the rules.
  package init(
    _ dialect: EngineDialect, version: String, games: [(name: String, game: any EngineGame)],
    thinker: (any GameThinker)?, print: @escaping (String) -> Void
  ) {
    precondition(!games.isEmpty, "an engine without a game")
    (self.dialect, self.version, self.games, self.thinker) = (dialect, version, games, thinker)
    self.print = print
    simulations = thinker?.simulations ?? 1
    game = games[0].game.beginning
  }

  /// Answers a line.
  ///
  /// - Parameters:
  ///   - isStopped: Whether a search is to end now. Called during searches and counts, and after an infinite
  ///   search.
  ///
  /// Throws the thinker's errors.
  package mutating func answer(to line: String, isStopped: @escaping () -> Bool) throws {
    let words = line.split { $0.isWhitespace || $0 == "\0" }.map { String($0) }
    guard let command = words.first else { return }
    do {
      try execute(command, Array(words.dropFirst()), isStopped)
    } catch let refusal as EngineRefusal {
      print(Self.errorLine(refusal.sentence))
    }
  }

  /// The line that reports a refusal. GUIs show such lines or ignore them.
  static func errorLine(_ sentence: String) -> String { "info string error: \(sentence)" }

  private mutating func execute(
    _ command: String, _ words: [String], _ isStopped: @escaping () -> Bool
  ) throws {
    switch command {
    case dialect.rawValue: introduce()
    case "isready":
      try thinker?.prepare(for: game.beginning)
      print("readyok")
    case dialect.newGameWord: game = games[variant].game.beginning
    case "position": try setPosition(words)
    case "go": try go(EngineLimits(words, dialect), isStopped)
    case "setoption": try setOption(words)
    case "d": show()
    case "quit": isFinished = true
    // At this point there is nothing to stop, to report or to register.
    case "stop", "debug", "register", "gameover": break
    case "ponderhit":
      throw EngineRefusal("Pondering is not supported, and nothing was searched: write go.")
    default:
      throw EngineRefusal(
        "Unknown command \(command.prefix(40).debugDescription): write \(dialect.rawValue), isready, setoption, \(dialect.newGameWord), position, go, stop, d or quit."
      )
    }
  }

  private func introduce() {
    print("id name Foresight \(version)")
    print("id author the authors of Foresight")
    let names = games.map { " var \($0.name)" }.joined()
    print("option name UCI_Variant type combo default \(games[0].name)\(names)")
    if let thinker {
      print(
        "option name Nodes type spin default \(thinker.simulations) min 1 max \(thinker.maximumSimulations)")
      print(
        "option name MoveOverhead type spin default 30 min \(Self.overheads.lowerBound) max \(Self.overheads.upperBound)"
      )
    }
    print("\(dialect.rawValue)ok")
  }

  private func show() {
    print(game.text)
    print("\(dialect == .uci ? "Fen" : "Sfen"): \(game.positionText)")
  }

  // MARK: Options and positions

  private mutating func setOption(_ words: [String]) throws(EngineRefusal) {
    guard words.first == "name", words.count > 1 else {
      throw EngineRefusal("No option is named: write setoption name, its name, value, and the value.")
    }
    let name = words[1...].prefix { $0 != "value" }.joined(separator: " ")
    let value = words[1...].drop { $0 != "value" }.dropFirst().joined(separator: " ")
    switch name.lowercased() {
    // The option of both protocols as in Fairy-Stockfish, whose later versions write USI_Variant in USI.
    case "uci_variant", "usi_variant":
      guard let index = games.firstIndex(where: { $0.name == value.lowercased() }) else {
        throw EngineRefusal(
          "\(value.debugDescription) is no game that can be played here: choose \(games.map(\.name).joined(separator: " or "))."
        )
      }
      variant = index
      game = games[index].game.beginning
    case "nodes" where thinker != nil:
      simulations = try Self.number(value, name, 1...(thinker?.maximumSimulations ?? 1))
    case "moveoverhead" where thinker != nil: overhead = try Self.number(value, name, Self.overheads)
    default:
      throw EngineRefusal(
        "There is no option \(name.debugDescription): \(dialect.rawValue) lists those that there are.")
    }
  }

  private static func number(
    _ value: String, _ name: String, _ allowed: ClosedRange<Int>
  ) throws(EngineRefusal) -> Int {
    guard let number = Int(value), allowed.contains(number) else {
      throw EngineRefusal(
        "\(value.debugDescription) cannot be \(name): write a number from \(allowed.lowerBound) to \(allowed.upperBound)."
      )
    }
    return number
  }

  private mutating func setPosition(_ words: [String]) throws(EngineRefusal) {
    let before = words.prefix { $0 != "moves" }
    let moves = words.dropFirst(before.count + 1)
    var next = games[variant].game
    switch before.first {
    case "startpos":
      guard before.count == 1 else {
        throw EngineRefusal("\(before[1].debugDescription) follows startpos, where moves is due.")
      }
      next = next.beginning
    case dialect.positionWord:
      let text = before.dropFirst().joined(separator: " ")
      next = try Self.refusing("") { () throws(NotationError) in try next.beginning(at: text) }
    default:
      throw EngineRefusal(
        "No position follows: write startpos, or \(dialect.positionWord) and the position, then moves.")
    }
    for (number, move) in zip(1..., moves) {
      try Self.refusing("Move \(number) of \(moves.count): ") { () throws(NotationError) in
        try next.play(named: move)
      }
    }
    game = next
  }

  private static func refusing<Result>(
    _ place: String, _ body: () throws(NotationError) -> Result
  ) throws(EngineRefusal) -> Result {
    do throws(NotationError) {
      return try body()
    } catch {
      throw EngineRefusal(place + error.description)
    }
  }

  // MARK: Searches and counts

  private func go(_ limits: EngineLimits, _ isStopped: @escaping () -> Bool) throws {
    if let depth = limits.perft { return count(depth: depth, isStopped) }
    if limits.seeksMate { return print("checkmate notimplemented") }
    guard let thinker else {
      throw EngineRefusal(
        "There is no agent to search with, the rules alone: write go perft and a depth, or begin with a run.")
    }
    let moves = game.moveNames
    for move in limits.moves where !moves.contains(move) {
      throw EngineRefusal(
        "\(move.debugDescription) follows searchmoves, but is not legal in \(game.positionText).")
    }
    for word in limits.ignored {
      print("info string \(word) bounds no search of this engine, and is ignored")
    }
    let chosen = limits.moves.isEmpty ? moves : limits.moves
    let start = ContinuousClock.now
    guard !chosen.isEmpty, !game.isDeclared else {
      print("info depth 0 score \(game.isDeclared ? "mate +" : game.isLost ? "mate 0" : "cp 0")")
      wait(until: isStopped, if: limits.isInfinite)
      return print("bestmove \(game.isDeclared ? "win" : dialect.noMove)")
    }
    let thought = try thinker.think(
      about: game, legal: Set(chosen.compactMap { game.action(named: $0) }).sorted(),
      simulations: min(limits.nodes ?? (limits.isUsual ? simulations : .max), thinker.maximumSimulations),
      goesOn: reporter(since: start, limits, isStopped))
    report(thought, since: start)
    wait(until: isStopped, if: limits.isInfinite)
    print("bestmove \(game.name(of: thought.variation[0]))")
  }

  /// The function that decides whether a search goes on, and reports on it.
  private func reporter(
    since start: ContinuousClock.Instant, _ limits: EngineLimits, _ isStopped: @escaping () -> Bool
  ) -> (() -> GameThought) -> Bool {
    let milliseconds = limits.milliseconds(for: game.playerToMove, overhead: overhead)
    var timer = SearchTimer(start: start, deadline: milliseconds.map { start + .milliseconds($0) })
    var next = start + Self.interval
    return { [self] soFar in
      let now = ContinuousClock.now
      if isStopped() || !timer.goesOn(now: now) { return false }
      if now >= next {
        next = now + Self.interval
        report(soFar(), since: start)
      }
      return true
    }
  }

  private func report(_ thought: GameThought, since start: ContinuousClock.Instant) {
    print(thought.line(in: game, seconds: (ContinuousClock.now - start) / .seconds(1)))
  }

  private func wait(until isStopped: () -> Bool, if isInfinite: Bool) {
    while isInfinite, !isStopped() { usleep(2000) }
  }

  private func count(depth: Int, _ isStopped: () -> Bool) {
    var sum = 0
    for move in game.moveNames {
      guard let count = game.perft(after: move, depth: depth, isStopped: isStopped) else {
        return print(Self.errorLine("The count was stopped after \(sum) of its nodes."))
      }
      sum &+= count
      print("\(move): \(count)")
    }
    print("\nNodes searched: \(sum)\n")
  }
}
