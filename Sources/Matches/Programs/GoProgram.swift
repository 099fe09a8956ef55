import Environments
import Foundation

/// A program that plays Go by the Go Text Protocol.
package final class GoProgram: MatchPlayer {
  package let name: String
  package var playsManyGames: Bool { false }

  private let command: ProgramCommand
  private let options: ProgramOptions
  private let patience: Double
  private let isInterrupted: () -> Bool
  private var process: ProgramProcess?
  /// The number of moves that the program knows of.
  private var known = 0
  private var begunOnce = false

  package init(
    _ command: ProgramCommand, _ options: ProgramOptions, patience: Double,
    isInterrupted: @escaping () -> Bool
  ) {
    (self.command, self.options) = (command, options)
    (self.patience, self.isInterrupted) = (patience, isInterrupted)
    name = options.name ?? command.name
  }

  deinit { process?.quit("quit") }

  package func begin(_ game: MatchGame) throws {
    guard let go = game.environment as? Go else {
      throw MatchError(
        "\(name) speaks the Go Text Protocol, but \(game.environment.specification.name) is played")
    }
    do {
      if process?.hasEnded ?? true {
        process = try ProgramProcess(command, isInterrupted: isInterrupted)
        for line in options.commands { _ = try ask(line) }
      }
      for line in ["boardsize \(go.size)", "clear_board", "komi \(go.komi)"] { _ = try ask(line) }
      known = 0
      begunOnce = true
    } catch let failure as PlayerFailure {
      process = nil
      guard begunOnce else { throw MatchError("\(name) cannot play: it \(failure.predicate)") }
      throw failure
    }
  }

  package func moves(in turns: [MatchTurn]) throws -> [Result<MatchMove, PlayerFailure>] {
    try turns.map { turn in
      do { return .success(try move(in: turn)) } catch let failure as PlayerFailure {
        process = nil
        return .failure(failure)
      }
    }
  }

  private func move(in turn: MatchTurn) throws -> MatchMove {
    let (game, colors) = (turn.game, ["b", "w"])
    while known < game.names.count {
      _ = try ask("play \(colors[known % 2]) \(game.names[known])")
      known += 1
    }
    let color = colors[game.playerToMove]
    if let time = options.moveTime ?? turn.limits.moveTime {
      _ = try ask("time_settings 0 \(max(1, time / 1000)) 1")
    } else if let clock = turn.clock {
      if game.actions.count - game.opening.moves.count < 2 {
        _ = try ask("time_settings \(clock[0] / 1000) 0 0")
      }
      _ = try ask("time_left \(color) \(clock[game.playerToMove] / 1000) 0")
    }
    let time = options.moveTime ?? turn.limits.moveTime ?? turn.clock?[game.playerToMove] ?? 0
    let word = try ask("genmove \(color)", milliseconds: time).lowercased()
    if word == "resign" { return MatchMove(.resigns) }
    guard let action = game.environment.action(named: word),
      game.environment.legalActions?.contains(action) ?? true
    else {
      let predicate = "plays \(word.debugDescription), which is no legal move"
      throw process?.failure(predicate, isIllegalMove: true)
        ?? PlayerFailure(predicate, isIllegalMove: true)
    }
    known += 1
    return MatchMove(.action(action))
  }

  /// The program's answer, without the mark at its beginning.
  ///
  /// Throws `PlayerFailure` if the program refuses, or does not answer.
  private func ask(_ line: String, milliseconds: Int = 0) throws -> String {
    guard let process else { throw PlayerFailure("is not running") }
    process.tell(line)
    let deadline = ContinuousClock.now + .milliseconds(milliseconds) + .seconds(patience)
    var lines: [String] = []
    while true {
      let text = try process.line(until: deadline)
      if text.isEmpty {
        if lines.isEmpty { continue }
        break
      }
      if lines.isEmpty, !text.hasPrefix("="), !text.hasPrefix("?") { continue }
      lines.append(text)
    }
    let answer = lines.joined(separator: " ")
    guard answer.hasPrefix("=") else { throw process.failure("refuses \(line.debugDescription)") }
    return answer.dropFirst().trimmingCharacters(in: .whitespaces)
  }
}
