/// All that a match depends on, as its folder keeps it.
package struct MatchSettings: Sendable, Equatable, Codable {
  /// What is played.
  package struct Game: Sendable, Equatable, Codable {
    package var name: String
    package var size: Int?
    package var komi: Double?

    package init(name: String, size: Int? = nil, komi: Double? = nil) {
      (self.name, self.size, self.komi) = (name, size, komi)
    }
  }

  /// What the command line called the players.
  package var players: [String]
  package var game: Game
  /// Games between every two players.
  package var games: Int
  /// The openings of a file, as `MatchOpening.text` has them.
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
