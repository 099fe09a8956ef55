/// Who plays a game of a match, which opening it has, and as which of the two games that have it.
package struct MatchPairing: Sendable, Equatable {
  /// From 1, in the order of the match.
  package let number: Int
  /// Of the players, from 0: who begins, and who moves second.
  package let first: Int
  package let second: Int
  /// Which opening, from 0.
  package let opening: Int

  package init(number: Int, first: Int, second: Int, opening: Int) {
    (self.number, self.first, self.second, self.opening) = (number, first, second, opening)
  }

  /// All games of a match: everybody plays `games` of them against everybody, two of each opening with colours swapped.
  /// Rounds follow each other, so that a match that ends early has nearly as many games of each.
  ///
  /// A game's number does not depend on `games`: where these are odd, the last opening's second games are left out, and
  /// so are their numbers.
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
