/// A game of a match that is over.
package struct FinishedGame: Sendable, Equatable {
  package let pairing: MatchPairing
  package let opening: MatchOpening
  /// The names of the moves behind the opening's.
  package let moves: [String]
  package let end: MatchEnd

  package init(pairing: MatchPairing, opening: MatchOpening, moves: [String], end: MatchEnd) {
    (self.pairing, self.opening, self.moves, self.end) = (pairing, opening, moves, end)
  }

  /// The number of moves, the opening's included.
  package var plies: Int { opening.moves.count + moves.count }
}
