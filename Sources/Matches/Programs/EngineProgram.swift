import Environments
import Foundation

/// A program that plays chess by UCI, or shogi by USI.
package final class EngineProgram: MatchPlayer {
  package let name: String
  package var playsManyGames: Bool { false }

  private let dialect: EngineDialect
  private let command: ProgramCommand
  private let options: ProgramOptions
  private let patience: Double
  private let isInterrupted: () -> Bool
  private var process: ProgramProcess?
  /// The games that the program says it can play beside its usual one.
  private var variants: [String] = []
  /// The name of the option that selects one of them.
  private var variantOption: String?
  private var begunOnce = false

  /// The time for a move in milliseconds if there is no limit.
  private static let usualMoveTime = 100
  /// The names of games in the protocols that differ from this program's.
  private static let otherNames = ["minichess": ["minichess", "gardner"], "mini-shogi": ["minishogi"]]

  package init(
    _ dialect: EngineDialect, _ command: ProgramCommand, _ options: ProgramOptions, patience: Double,
    isInterrupted: @escaping () -> Bool
  ) {
    (self.dialect, self.command, self.options) = (dialect, command, options)
    (self.patience, self.isInterrupted) = (patience, isInterrupted)
    name = options.name ?? command.name
  }

  deinit { process?.quit("quit") }

  // MARK: Beginnings

  package func begin(_ game: MatchGame) throws {
    do {
      let process = try started(for: game.environment)
      process.tell(dialect == .uci ? "ucinewgame" : "usinewgame")
      _ = try answer("readyok", to: "isready", of: process)
      begunOnce = true
    } catch let failure as PlayerFailure {
      process = nil
      guard begunOnce else { throw MatchError("\(name) cannot play: it \(failure.predicate)") }
      throw failure
    }
  }

  private func started(for game: any Environment<Int>) throws -> ProgramProcess {
    if let process, !process.hasEnded { return process }
    let process = try ProgramProcess(command, isInterrupted: isInterrupted)
    self.process = process
    let lines = try answer("\(dialect.rawValue)ok", to: dialect.rawValue, of: process)
    let known = lines.compactMap { $0.wholeMatch(of: /option name (.+?) type .*/).map { String($0.1) } }
    variantOption = known.first { ["uci_variant", "usi_variant"].contains($0.lowercased()) }
    variants = lines.filter { line in variantOption.map { line.hasPrefix("option name \($0) ") } ?? false }
      .flatMap { $0.matches(of: /var (\S+)/).map { String($0.1) } }
    try setVariant(of: game, process)
    for (name, value) in options.values {
      guard known.contains(where: { $0.lowercased() == name.lowercased() }) else {
        let names = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
        throw MatchError("\(self.name) has no option \(name.debugDescription); \(names)")
      }
      process.tell("setoption name \(name)" + (value.isEmpty ? "" : " value \(value)"))
    }
    _ = try answer("readyok", to: "isready", of: process)
    return process
  }

  private func setVariant(of game: any Environment<Int>, _ process: ProgramProcess) throws(MatchError) {
    let title = game.specification.name
    let names = Self.otherNames[title] ?? [title]
    if let option = variantOption, let variant = names.first(where: { variants.contains($0) }) {
      process.tell("setoption name \(option) value \(variant)")
    } else if Self.otherNames[title] != nil {
      throw MatchError(
        "\(name) does not say that it plays \(title): it has no variant \(names.joined(separator: " or "))")
    }
  }

  /// The program's lines up to and including the one that begins with `word`.
  private func answer(_ word: String, to line: String, of process: ProgramProcess) throws -> [String] {
    process.tell(line)
    let deadline = ContinuousClock.now + .seconds(patience)
    var lines: [String] = []
    while true {
      let line = try process.line(until: deadline)
      lines.append(line)
      if line.split(separator: " ").first.map(String.init) == word { return lines }
    }
  }

  // MARK: Moves

  package func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>] {
    try turns.map { turn in
      do { return .success(try move(in: turn)) } catch let failure as PlayerFailure {
        // Its answers to later questions could not be trusted.
        process = nil
        return .failure(failure)
      }
    }
  }

  private func move(in turn: MatchTurn) throws -> MatchMove {
    let (game, process) = (turn.game, try started(for: turn.game.environment))
    let start = game.opening.position.map { "\(dialect == .uci ? "fen" : "sfen") \($0)" } ?? "startpos"
    let moves = game.names.isEmpty ? "" : " moves \(game.names.joined(separator: " "))"
    process.tell("position \(start)\(moves)")
    process.tell(go(turn))
    let deadline = ContinuousClock.now + .milliseconds(allowed(turn)) + .seconds(patience)
    var value: Double?
    while true {
      let line = try process.line(until: deadline)
      let words = line.split(separator: " ").map(String.init)
      if words.first == "info" { value = Self.value(words) ?? value }
      guard words.first == "bestmove" else { continue }
      guard words.count > 1 else { throw process.failure("names no move") }
      return try choice(words[1], in: game, value, process)
    }
  }

  private func choice(
    _ word: String, in game: MatchGame, _ value: Double?, _ process: ProgramProcess
  ) throws -> MatchMove {
    if word == "resign" { return MatchMove(.resigns, value: -1) }
    guard let action = game.environment.action(named: word),
      game.environment.legalActions?.contains(action) ?? true
    else {
      throw process.failure("plays \(word.debugDescription), which is no legal move", isIllegalMove: true)
    }
    return MatchMove(.action(action), value: value)
  }

  private func go(_ turn: MatchTurn) -> String {
    let isOwn = options.nodes != nil || options.moveTime != nil || options.depth != nil
    var words = ["go"]
    if let nodes = options.nodes ?? (isOwn ? nil : turn.limits.nodes) { words += ["nodes", "\(nodes)"] }
    if let depth = options.depth { words += ["depth", "\(depth)"] }
    if let time = options.moveTime ?? (isOwn ? nil : turn.limits.moveTime) {
      words += ["movetime", "\(time)"]
    }
    if !isOwn, let clock = turn.clock {
      let increment = turn.limits.clock?.increment ?? 0
      // In UCI white begins, in USI black.
      let order = dialect == .uci ? ["wtime", "btime", "winc", "binc"] : ["btime", "wtime", "binc", "winc"]
      words += zip(order, [clock[0], clock[1], increment, increment]).flatMap { [$0, "\($1)"] }
    }
    if words.count == 1 { words += ["movetime", "\(Self.usualMoveTime)"] }
    return words.joined(separator: " ")
  }

  /// The time that the search may take, in milliseconds.
  private func allowed(_ turn: MatchTurn) -> Int {
    options.moveTime ?? turn.limits.moveTime ?? turn.clock?[turn.game.playerToMove] ?? 0
  }

  /// The value of "score cp 35" or "score mate -3": the inverse of the conversion in `GameThought`.
  static func value(_ words: [String]) -> Double? {
    guard let place = words.firstIndex(of: "score"), place + 2 < words.count else { return nil }
    let text = words[place + 2]
    if words[place + 1] == "mate" { return text.hasPrefix("-") || text == "0" ? -1 : 1 }
    guard words[place + 1] == "cp", let hundredths = Double(text), hundredths.isFinite else { return nil }
    return atan(hundredths / 90) / 1.563_754_189_7
  }
}
