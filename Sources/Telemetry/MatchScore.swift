/// The outcome of matches, a draw being half a win.
package struct MatchScore: Equatable, Sendable {
  package let wins: Int
  package let draws: Int
  package let losses: Int

  package init(wins: Int, draws: Int, losses: Int) {
    precondition(min(wins, draws, losses) >= 0, "\(wins) wins, \(draws) draws, \(losses) losses")
    self.wins = wins
    self.draws = draws
    self.losses = losses
  }

  package var count: Int { wins + draws + losses }

  /// Between 0 and 1; not a number where no match was played.
  package var mean: Double { (Double(wins) + Double(draws) / 2) / Double(count) }

  /// The mean's standard error, from the outcomes' deviation (n − 1 in the denominator).
  package var standardError: Double {
    let outcomes = [(1.0, wins), (0.5, draws), (0.0, losses)]
    let squares = outcomes.reduce(0) { $0 + Double($1.1) * ($1.0 - mean) * ($1.0 - mean) }
    return count < 2 ? .nan : (squares / Double(count - 1) / Double(count)).squareRoot()
  }

  /// A 95 % confidence interval by Wilson's score (1927), which holds for all wins, too. Draws make it wider than need
  /// be.
  package var interval: ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let (n, z) = (Double(count), 1.959963984540054)
    let center = (mean + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (mean * (1 - mean) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return max(0, center - half)...min(1, center + half)
  }
}
