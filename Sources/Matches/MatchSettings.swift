/// All settings of a match, as its folder stores them.
package struct MatchSettings: Sendable, Equatable, Codable {
  /// The game and its settings.
  package struct Game: Sendable, Equatable, Codable {
    package var name: String
    package var size: Int?
    package var komi: Double?

    package init(name: String, size: Int? = nil, komi: Double? = nil) {
      (self.name, self.size, self.komi) = (name, size, komi)
    }
  }

  /// The players, as named on the command line.
  package var players: [String]
  package var game: Game
  /// The number of games between every two players.
  package var games: Int
  /// The openings of a file, in the form of `MatchOpening.text`.
  package var openings: [String]
  package var randomPlies: Int
  package var seed: UInt64
  package var limits: MatchLimits
  package var shogiFormat: GameFiles.ShogiFormat

  package init(
    players: [String], game: Game, games: Int, openings: [String], randomPlies: Int, seed: UInt64,
    limits: MatchLimits, shogiFormat: GameFiles.ShogiFormat
  ) {
    (self.players, self.game, self.games, self.openings) = (players, game, games, openings)
    (self.randomPlies, self.seed, self.limits) = (randomPlies, seed, limits)
    self.shogiFormat = shogiFormat
  }
}
