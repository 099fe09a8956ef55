import Environments
import Testing

@Suite struct MatchScoreTests {
  /// Newcombe (1998), table 1, method 3: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
  @Test(arguments: [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
  ]) func intervalsAreWilsons(wins: Int, games: Int, lower: Double, upper: Double) {
    let interval = MatchScore(wins: wins, losses: games - wins).confidenceInterval
    #expect(abs(interval.lowerBound - lower) < 5e-5 && abs(interval.upperBound - upper) < 5e-5)
  }

  @Test func drawsCountHalf() {
    let score = MatchScore(wins: 1, draws: 2, losses: 5)
    #expect(score.games == 8 && score.mean == 0.25)
    #expect(score.confidenceInterval == MatchScore(wins: 2, losses: 6).confidenceInterval)
    #expect(MatchScore().mean == 0.5 && MatchScore().confidenceInterval == 0...1)
  }

  /// By hand: the mean is 0.7, and 6 · 0.09 + 2 · 0.04 + 2 · 0.49 = 1.6.
  @Test func standardErrorsAreTheOutcomes() {
    let score = MatchScore(wins: 6, draws: 2, losses: 2)
    #expect(score.mean == 0.7)
    #expect(abs(score.standardError - (1.6 / 9 / 10).squareRoot()) < 1e-15)
    #expect(MatchScore(wins: 1).standardError.isNaN && MatchScore(losses: 9).standardError == 0)
  }

  @Test func rewardsAreCountedByTheirSign() {
    var score = MatchScore()
    score.count(reward: 0.5)
    score.count(reward: 0, games: 3)
    score.count(reward: -1, games: 2)
    #expect(score == MatchScore(wins: 1, draws: 3, losses: 2))
  }
}
