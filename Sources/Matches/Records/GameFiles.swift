import Common
import Environments
import Foundation

/// Writes the games of a match in the formats of other programs: chess as PGN, shogi as CSA or KIF, Go and
/// gomoku in the Smart Game Format, and other games as lines of text.
package struct GameFiles {
  /// The format of shogi games.
  package enum ShogiFormat: String, Sendable, Codable, CaseIterable {
    case csa, kif
  }

  private let game: any Environment<Int>
  private let names: [String]
  private let event: String
  private let shogi: ShogiFormat

  package init(_ game: any Environment<Int>, names: [String], event: String, shogi: ShogiFormat) {
    (self.game, self.names, self.event, self.shogi) = (game, names, event, shogi)
  }

  /// Writes games into a folder, replacing files of the same names. Returns the paths. Throws if a file
  /// cannot be written.
  package func write(_ games: [FinishedGame], to folder: String) throws -> [String] {
    if games.isEmpty { return [] }
    switch game {
    case is Chess: return [try write(try games.map(pgn).joined(separator: "\n"), "games.pgn", folder)]
    case let game as Shogi where game.game.start.variant == .standard:
      if shogi == .kif {
        return try games.map {
          try write(try record($0).kif, String(format: "game-%04d.kif", $0.pairing.number), folder)
        }
      }
      return [try write(try games.map { try record($0).csa }.joined(separator: "/\n"), "games.csa", folder)]
    case is Go, is Gomoku:
      return [try write(try games.map(sgf).joined(separator: "\n") + "\n", "games.sgf", folder)]
    default: return [try write(games.map(line).joined(separator: "\n") + "\n", "games.txt", folder)]
    }
  }

  private func write(_ text: String, _ name: String, _ folder: String) throws -> String {
    try FileReplacement.write(text, to: "\(folder)/\(name)")
    return "\(folder)/\(name)"
  }

  /// The game after its last move.
  private func played(_ finished: FinishedGame) throws -> any Environment<Int> {
    var copy = try finished.opening.begun(in: game)
    for name in finished.moves {
      guard let action = copy.action(named: name) else { throw MatchError("\(name.quoted) is no move") }
      _ = try copy.step(action)
    }
    return copy
  }

  private func pgn(_ finished: FinishedGame) throws -> String {
    guard let chess = try played(finished) as? Chess else { preconditionFailure("a game of chess") }
    let tags = [
      PGNGame.Tag("Event", event), .init("Round", "\(finished.pairing.number)"),
      .init("White", names[finished.pairing.first]), .init("Black", names[finished.pairing.second]),
      .init("Termination", finished.end.reason),
    ]
    return PGNGame(
      chess.game, tags: tags, result: PGNGame.Result(rawValue: finished.end.text) ?? .unknown
    ).text
  }

  private func record(_ finished: FinishedGame) throws -> ShogiRecord {
    guard let shogi = try played(finished) as? Shogi else { preconditionFailure("a game of shogi") }
    let mover = shogi.playerToMove
    let moverLost = finished.end.score == (mover == 0 ? 0 : 1)
    let ending: ShogiEnding =
      switch finished.end.kind {
      case .time: .timeUp
      case .illegalMove: .illegalMove
      // A win without a word of the loser cannot be written, unless the loser was to move and may have
      // resigned.
      case .forfeit, .resignation, .adjudicated, .rules:
        finished.end.score == 0.5 ? .draw : moverLost ? .resignation : .interruption
      }
    var record = ShogiRecord(shogi.game, ending: ending)
    (record.black, record.white) = (names[finished.pairing.first], names[finished.pairing.second])
    record.event = event
    return record
  }

  private func sgf(_ finished: FinishedGame) throws -> String {
    let (isGo, size) = (game is Go, game.specification.observations.shape[0])
    let result =
      isGo && finished.end.kind == .rules
      ? finished.end.reason
      : finished.end.score == 0.5
        ? "0" : (finished.end.score == 1 ? "B+" : "W+") + Self.letter(finished.end.kind)
    var text = "(;GM[\(isGo ? 1 : 4)]FF[4]CA[UTF-8]AP[Foresight]SZ[\(size)]"
    if let go = game as? Go { text += "KM[\(go.komi)]" }
    let (black, white) = (names[finished.pairing.first], names[finished.pairing.second])
    text += "EV[\(Self.escaped(event))]RO[\(finished.pairing.number)]"
    text += "PB[\(Self.escaped(black))]PW[\(Self.escaped(white))]RE[\(result)]"
    for (number, name) in (finished.opening.moves + finished.moves).enumerated() {
      guard let action = game.action(named: name) else { throw MatchError("\(name.quoted) is no move") }
      let point = action < size * size ? "\(Self.column(action % size))\(Self.column(action / size))" : ""
      text += ";\(number % 2 == 0 ? "B" : "W")[\(point)]"
    }
    return text + ")"
  }

  private static func letter(_ kind: MatchEnd.Kind) -> String {
    switch kind {
    case .time: "T"
    case .forfeit, .illegalMove: "F"
    case .resignation, .adjudicated: "R"
    case .rules: ""
    }
  }

  private static func column(_ number: Int) -> Character { Character(UnicodeScalar(UInt8(97 + number))) }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("]", with: "\\]").replacing(":", with: "\\:")
  }

  private func line(_ finished: FinishedGame) -> String {
    let pairing = finished.pairing
    let moves = finished.moves.joined(separator: " ")
    return
      "\(pairing.number): \(names[pairing.first]) - \(names[pairing.second]): \(finished.opening.text) | \(moves) | \(finished.end.text), \(finished.end.reason)"
  }
}
