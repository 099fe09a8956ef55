/// A game of shogi as its records have it, CSA's and KIF's: who played, the moves, and what ended it.
package struct ShogiRecord: Sendable, Equatable {
  /// The players' names; nil where the record has none.
  package var black: String?
  package var white: String?
  /// What the game was part of, and when it began, as the record writes it.
  package var event: String?
  package var began: String?
  /// Where the game began.
  package let start: ShogiPosition
  /// All legal, one after the other.
  package let moves: [ShogiMove]
  /// What was written behind the last move; nil where nothing was.
  package let ending: ShogiEnding?

  /// A record of moves that are legal.
  package init(
    black: String? = nil, white: String? = nil, event: String? = nil, began: String? = nil,
    start: ShogiPosition = ShogiPosition(), moves: [ShogiMove], ending: ShogiEnding?
  ) {
    precondition(start.variant == .standard, "a record of \(start.variant.name), where they are of shogi")
    (self.black, self.white, self.event, self.began) = (black, white, event, began)
    (self.start, self.moves, self.ending) = (start, moves, ending)
  }

  /// The record of a game; its end is what the rules say, or what `ending` does, where they say nothing.
  package init(_ game: ShogiGame, ending: ShogiEnding? = nil) {
    let last = game.result.map { ShogiEnding($0, turn: game.position.turn) }
    self.init(start: game.start, moves: game.moves, ending: last ?? ending)
  }

  /// Who has won, by what the record ends with; nil where nobody has.
  package var winner: ShogiColor? {
    let turn = moves.count.isMultiple(of: 2) ? start.turn : start.turn.opponent
    switch ending?.outcome {
    case .wins: return turn
    case .loses: return turn.opponent
    case .draws, nil: return nil
    }
  }
}
