/// A game of chess as Portable Game Notation records it: what is known of it, and its moves.
package struct PGNGame: Sendable, Equatable {
  /// One of the pairs at the head of a game, as [Event "Match of the century"].
  package struct Tag: Sendable, Equatable {
    package var name: String
    package var value: String

    /// A pair; the name has letters, digits and underscores.
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// What the record says of the end.
  package enum Result: String, Sendable, CaseIterable {
    case whiteWins = "1-0"
    case blackWins = "0-1"
    case draw = "1/2-1/2"
    /// The game goes on, or nobody knows.
    case unknown = "*"
  }

  /// All but those that follow from the rest: Result, SetUp, FEN and Variant.
  package var tags: [Tag]
  /// Where the game began.
  package let start: ChessPosition
  /// All legal, one after the other.
  package let moves: [ChessMove]
  /// How it ended.
  package let result: Result

  /// The record of a game; the result is what the rules say, or what `result` does, where they say nothing.
  package init(_ game: ChessGame, tags: [Tag] = [], result: Result = .unknown) {
    let score = game.result.flatMap { Result(rawValue: $0.score) }
    self.init(tags: tags, start: game.start, moves: game.moves, result: score ?? result)
  }

  init(tags: [Tag], start: ChessPosition, moves: [ChessMove], result: Result) {
    (self.tags, self.start, self.moves, self.result) = (tags, start, moves, result)
  }

  /// What a tag says; nil where there is none of that name.
  package subscript(tag: String) -> String? { tags.first { $0.name == tag }?.value }

  /// The tags that other values of a game decide.
  static let derivedTags: Set<String> = ["Result", "SetUp", "FEN", "Variant"]
}

extension ChessVariant {
  /// What PGN's tag Variant calls the game; nil for chess.
  var pgnName: String? { self == .gardner ? "Gardner" : nil }
}
