import Foundation
import Testing

@testable import Matches

/// Elo differences and ratings.
@Suite struct RatingTests {
  @Test func aScoreIsAnEloDifference() {
    #expect(abs(EloDifference.elo(0.75) - 190.848) < 1e-3)
    #expect(EloDifference.elo(0.5) == 0 && EloDifference.elo(1) == .infinity)
  }

  /// Trinomial: 10 games of mean 0.6, whose scores' variance is (4 · 0.16 + 4 · 0.01 + 2 · 0.36) / 9.
  @Test func gamesWithoutPairsAreTrinomial() {
    let scores = [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0, 0]
    let difference = EloDifference(scores.enumerated().map { (pair: $0, score: $1) })
    #expect(difference.method == .trinomial && difference.wins == 4 && difference.draws == 4)
    let error = (1.4 / 9 / 10).squareRoot()
    #expect(abs(difference.scoreInterval.lowerBound - (0.6 - 1.959964 * error)) < 1e-5)
    #expect(abs(difference.scoreInterval.upperBound - (0.6 + 1.959964 * error)) < 1e-5)
    #expect(abs(difference.elo - 70.437) < 1e-3)
  }

  /// Two games of each opening, each won by whoever has white: the pairs are all even, and so is the score.
  @Test func pairsTakeTheOpeningOut() {
    let even = (0..<10).flatMap { [(pair: $0, score: 1.0), (pair: $0, score: 0.0)] }
    let mixed = even.dropLast(2) + [(pair: 9, score: 1.0), (pair: 9, score: 1.0)]
    let difference = EloDifference(Array(mixed))
    #expect(difference.method == .pentanomial && difference.score == 0.55)
    // Pairs: nine of ½ and one of 1.
    let error = ((9 * 0.05 * 0.05 + 0.45 * 0.45) / 9 / 10).squareRoot()
    #expect(abs(difference.scoreInterval.upperBound - (0.55 + 1.959964 * error)) < 1e-5)
  }

  @Test func aCleanSweepHasWilsonsInterval() {
    let difference = EloDifference((0..<20).map { (pair: $0 / 2, score: 1.0) })
    #expect(difference.method == .wilson && difference.elo == .infinity)
    #expect(abs(difference.scoreInterval.lowerBound - 0.83887) < 1e-4)
    #expect(difference.text == "+∞ (+287 to +∞)")
  }

  /// Of two players and many games the ratings' difference is that of the score, but for the virtual games.
  @Test func ratingsOfTwoAreTheirDifference() {
    let table = BradleyTerry(scores: [[0, 7500], [2500, 0]])
    #expect(abs(table.ratings[0] - table.ratings[1] - 190.848) < 0.1)
    #expect(abs(table.ratings[0] + table.ratings[1]) < 1e-6)
    // The difference's standard error is 1 / √(n p q), and each margin half of that.
    let margin = 1.959964 / (10_000 * 0.75 * 0.25).squareRoot() * 173.7178 / 2
    #expect(abs(table.margins[0] - margin) < 0.01)
  }

  /// Expected scores of known strengths give these back.
  @Test func ratingsOfManyAreFound() {
    let elo = [300.0, 0, -100, -200]
    let scores = elo.map { own in
      elo.map { own == $0 ? 0 : 100_000 / (1 + exp(($0 - own) / 173.7178)) }
    }
    let table = BradleyTerry(scores: scores)
    for (found, expected) in zip(table.ratings, elo) { #expect(abs(found - expected) < 0.2) }
  }

  @Test func whoHasWonAllHasAFiniteRating() {
    let table = BradleyTerry(scores: [[0, 10, 10], [0, 0, 5], [0, 5, 0]])
    #expect(table.ratings[0].isFinite && table.ratings[0] > 200 && table.margins.allSatisfy { $0 > 0 })
    #expect(abs(table.ratings[1] - table.ratings[2]) < 1e-6)
  }
}
