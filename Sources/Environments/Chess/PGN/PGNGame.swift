/// A game of chess as recorded in Portable Game Notation: its tags and moves.
package struct PGNGame: Sendable, Equatable {
  /// A tag pair, such as [Event "Match of the century"].
  package struct Tag: Sendable, Equatable {
    package var name: String
    package var value: String

    /// A tag pair. The name consists of letters, digits and underscores.
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The result that the record gives.
  package enum Result: String, Sendable, CaseIterable {
    case whiteWins = "1-0"
    case blackWins = "0-1"
    case draw = "1/2-1/2"
    /// The game is not over, or the result is unknown.
    case unknown = "*"
  }

  /// All tags except those that follow from other properties: Result, SetUp, FEN and Variant.
  package var tags: [Tag]
  /// The position in which the game began.
  package let start: ChessPosition
  /// The moves, all of them legal.
  package let moves: [ChessMove]
  /// The result.
  package let result: Result

  /// The record of a game. The result is that of the rules, or `result` if the rules have not ended the game.
  package init(_ game: ChessGame, tags: [Tag] = [], result: Result = .unknown) {
    let score = game.result.flatMap { Result(rawValue: $0.score) }
    self.init(tags: tags, start: game.start, moves: game.moves, result: score ?? result)
  }

  init(tags: [Tag], start: ChessPosition, moves: [ChessMove], result: Result) {
    (self.tags, self.start, self.moves, self.result) = (tags, start, moves, result)
  }

  /// The value of the tag with this name; nil if there is none.
  package subscript(tag: String) -> String? { tags.first { $0.name == tag }?.value }

  /// The tags that follow from other properties of a game.
  static let derivedTags: Set<String> = ["Result", "SetUp", "FEN", "Variant"]
}

extension ChessVariant {
  /// The variant's name in PGN's tag Variant; nil for chess.
  var pgnName: String? { self == .gardner ? "Gardner" : nil }
}
