/// The players of a game of a match, the opening, and the place of the game among the two games with that
/// opening.
package struct MatchPairing: Sendable, Equatable {
  /// The game's number, from 1, in the order of the match.
  package let number: Int
  /// The indices of the players: the one who begins, and the one who moves second.
  package let first: Int
  package let second: Int
  /// The index of the opening, from 0.
  package let opening: Int

  package init(number: Int, first: Int, second: Int, opening: Int) {
    (self.number, self.first, self.second, self.opening) = (number, first, second, opening)
  }

  /// All games of a match. Every two players play `games` games against each other, two of each opening with
  /// colors swapped. Rounds follow each other, so that a match that ends early has nearly as many games of
  /// each pair.
  ///
  /// A game's number does not depend on `games`. If `games` is odd, the last opening's second games are left
  /// out, and so are their numbers.
  package static func all(players: Int, games: Int) -> [MatchPairing] {
    var pairings: [MatchPairing] = []
    var number = 1
    for opening in 0..<(games + 1) / 2 {
      for one in 0..<players {
        for other in one + 1..<max(players, one + 1) {
          for swapped in 0..<min(2, games - 2 * opening) {
            pairings.append(
              MatchPairing(
                number: number + swapped, first: swapped == 0 ? one : other,
                second: swapped == 0 ? other : one, opening: opening))
          }
          number += 2
        }
      }
    }
    return pairings
  }
}
