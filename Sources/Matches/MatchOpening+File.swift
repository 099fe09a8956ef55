import Environments
import Foundation

extension MatchOpening {
  /// The openings of a file: one per line or, if its name ends with pgn, the first `plies` moves of each of
  /// its games. Empty lines and lines that begin with # are ignored.
  ///
  /// Throws `MatchError` if the file cannot be read or has no opening, or if a line is wrong.
  package static func read(
    _ path: String, plies: Int, in game: any Environment<Int>
  ) throws -> [MatchOpening] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MatchError("the openings \(path) cannot be read; check the path")
    }
    let text = String(decoding: data, as: UTF8.self)
    let openings =
      path.lowercased().hasSuffix(".pgn")
      ? try games(text, path, plies: plies, game) : try lines(text, path, game)
    guard !openings.isEmpty else {
      throw MatchError("the openings \(path) have none; write one on each line")
    }
    return openings
  }

  private static func lines(
    _ text: String, _ path: String, _ game: any Environment<Int>
  ) throws -> [MatchOpening] {
    var openings: [MatchOpening] = []
    for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
      let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
      if line.isEmpty || line.hasPrefix("#") { continue }
      do { openings.append(try MatchOpening(line, of: game)) } catch {
        throw MatchError("\(path), line \(number): \(error)")
      }
    }
    return openings
  }

  private static func games(
    _ text: String, _ path: String, plies: Int, _ game: any Environment<Int>
  ) throws -> [MatchOpening] {
    guard let chess = game as? Chess else {
      throw MatchError(
        "\(path) has games of chess, but \(game.specification.name) is played; name another file")
    }
    var openings: [MatchOpening] = []
    do {
      for record in try PGNReader.games(in: text) where record.start.variant == chess.game.start.variant {
        let usual = record.start == ChessPosition(record.start.variant)
        let opening = MatchOpening(
          position: usual ? nil : record.start.fen, moves: record.moves.prefix(plies).map(\.uci))
        if (try? opening.begun(in: game)) != nil { openings.append(opening) }
      }
    } catch {
      throw MatchError("\(path): \(error)")
    }
    return openings
  }
}
