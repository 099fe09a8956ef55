import Environments
import Foundation
import Randomness

/// The beginning of a game: a position, and moves from there.
package struct MatchOpening: Sendable, Equatable {
  /// The position in the game's notation; nil for the usual one.
  package var position: String?
  /// The names of the moves.
  package var moves: [String]

  package init(position: String? = nil, moves: [String] = []) {
    (self.position, self.moves) = (position, moves)
  }

  /// The text "startpos moves e2e4 e7e5", or with the position in place of startpos.
  package var text: String {
    (position ?? Self.usual) + (moves.isEmpty ? "" : " \(Self.movesWord) \(moves.joined(separator: " "))")
  }

  private static let usual = "startpos"
  private static let movesWord = "moves"

  /// The opening of a line: as written by `text`, with or without "fen" or "sfen" before the position; moves
  /// alone; or a position followed by EPD operations.
  package init(_ line: String, of game: any Environment<Int>) throws {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    let before = words.prefix { $0 != Self.movesWord }
    moves = Array(words.dropFirst(before.count + 1))
    if before == [Self.usual] {
      position = nil
    } else if let played = Self.names(of: Array(before), in: game), moves.isEmpty {
      (position, moves) = (nil, played)
    } else if let game = game as? any EngineGame, !moves.isEmpty || before.contains(where: Self.isOfPosition)
    {
      let text = before.first.map(Self.positionWords.contains) ?? false ? before.dropFirst() : before
      let fields = game is Chess ? Self.chessFields(Array(text)) : Array(text)
      position = fields.joined(separator: " ")
    } else {
      guard moves.isEmpty else {
        throw MatchError(
          "\(line.debugDescription) is no opening: write the names of moves, with blanks between.")
      }
      (position, moves) = (nil, before.filter { !Self.isNumber($0) })
    }
    _ = try begun(in: game)
  }

  /// Whether a word is a move number as in printed games, such as "1." or "12.".
  private static func isNumber(_ word: String) -> Bool { word.wholeMatch(of: /[0-9]+\.+/) != nil }

  private static let positionWords = ["fen", "sfen"]

  /// Whether a word belongs to a position rather than being a move.
  private static func isOfPosition(_ word: String) -> Bool {
    word.contains("/") || positionWords.contains(word)
  }

  /// The six fields of a FEN, or the first four of an EPD.
  private static func chessFields(_ words: [String]) -> [String] {
    words.count == 6 && Int(words[4]) != nil && Int(words[5]) != nil ? words : Array(words.prefix(4))
  }

  /// The game's own names of the moves; nil if a word is not a move.
  private static func names(of words: [String], in game: any Environment<Int>) -> [String]? {
    guard var copy = try? MatchOpening().begun(in: game) else { return nil }
    var names: [String] = []
    for word in words where !isNumber(word) {
      guard let action = copy.action(named: word), copy.legalActions?.contains(action) ?? true
      else { return nil }
      names.append(copy.name(of: action))
      guard let step = try? copy.step(action), !step.isOver else { return nil }
    }
    return names.isEmpty ? nil : names
  }

  /// The game after the opening. It must not be over.
  ///
  /// Throws `NotationError` if the position is invalid, and `MatchError` if a move is invalid or not legal,
  /// or if the game would be over.
  package func begun(in game: any Environment<Int>) throws -> any Environment<Int> {
    var copy = game
    if let position {
      guard let engineGame = game as? any EngineGame else {
        throw MatchError(
          "\(game.specification.name) begins at its usual position alone: leave the position out.")
      }
      copy = try Self.begun(engineGame, at: position)
    } else {
      _ = try copy.reset(seed: 0)
    }
    for (number, name) in zip(1..., moves) {
      guard let action = copy.action(named: name), copy.legalActions?.contains(action) ?? true else {
        throw MatchError("Move \(number) of the opening, \(name.debugDescription), is not legal.")
      }
      if try copy.step(action).isOver {
        throw MatchError("The game is over after move \(number) of the opening, \(name).")
      }
    }
    return copy
  }

  private static func begun<Game: EngineGame>(
    _ game: Game, at position: String
  ) throws -> any Environment<Int> {
    let begun = try game.beginning(at: position)
    guard !begun.isOver else { throw MatchError("The game is over in \(position.debugDescription).") }
    return begun
  }

  /// The opening followed by further random moves; nil if the game would be over.
  package func extended(
    byPlies plies: Int, in game: any Environment<Int>, random: inout RandomStream
  ) throws -> MatchOpening? {
    var (opening, copy) = (self, try begun(in: game))
    for _ in 0..<plies {
      guard let legal = copy.legalActions, !legal.isEmpty else { return nil }
      let action = legal[random.index(below: legal.count)]
      opening.moves.append(copy.name(of: action))
      if try copy.step(action).isOver { return nil }
    }
    return opening
  }
}
