/// A finished game of a match.
package struct FinishedGame: Sendable, Equatable {
  package let pairing: MatchPairing
  package let opening: MatchOpening
  /// The names of the moves after the opening.
  package let moves: [String]
  package let end: MatchEnd

  package init(pairing: MatchPairing, opening: MatchOpening, moves: [String], end: MatchEnd) {
    (self.pairing, self.opening, self.moves, self.end) = (pairing, opening, moves, end)
  }

  /// The number of moves, including those of the opening.
  package var plies: Int { opening.moves.count + moves.count }
}
