/// A game of shogi as its records have it, CSA's and KIF's: who played, the moves, and what ended it.
package struct ShogiRecord: Sendable, Equatable {
  /// The players' names; nil where the record has none.
  package var black: String?
  package var white: String?
  /// The event and the starting time, as the record writes them.
  package var event: String?
  package var began: String?
  /// The position in which the game began.
  package let start: ShogiPosition
  /// The moves, all of them legal.
  package let moves: [ShogiMove]
  /// The ending written after the last move; nil if there is none.
  package let ending: ShogiEnding?

  /// A record. The moves must be legal.
  package init(
    black: String? = nil, white: String? = nil, event: String? = nil, began: String? = nil,
    start: ShogiPosition = ShogiPosition(), moves: [ShogiMove], ending: ShogiEnding?
  ) {
    precondition(start.variant == .standard, "a record of \(start.variant.name), where they are of shogi")
    (self.black, self.white, self.event, self.began) = (black, white, event, began)
    (self.start, self.moves, self.ending) = (start, moves, ending)
  }

  /// The record of a game. Its ending is that of the rules, or `ending` if the rules have not ended the game.
  package init(_ game: ShogiGame, ending: ShogiEnding? = nil) {
    let last = game.result.map { ShogiEnding($0, turn: game.position.turn) }
    self.init(start: game.start, moves: game.moves, ending: last ?? ending)
  }

  /// The winner by the record's ending; nil if there is none.
  package var winner: ShogiColor? {
    let turn = moves.count.isMultiple(of: 2) ? start.turn : start.turn.opponent
    switch ending?.outcome {
    case .wins: return turn
    case .loses: return turn.opponent
    case .draws, nil: return nil
    }
  }
}
