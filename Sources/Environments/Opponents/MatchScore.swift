/// How games went, for one side.
public struct MatchScore: Sendable, Equatable {
  /// How many games were won.
  public var wins: Int
  /// How many were drawn.
  public var draws: Int
  /// How many were lost.
  public var losses: Int

  /// A score; of no games by default.
  public init(wins: Int = 0, draws: Int = 0, losses: Int = 0) {
    (self.wins, self.draws, self.losses) = (wins, draws, losses)
  }

  /// How many games there were.
  public var games: Int { wins + draws + losses }

  /// The mean of 1 for a win, 1/2 for a draw and 0 for a loss; 1/2 for no games.
  public var mean: Double { games == 0 ? 0.5 : (Double(wins) + Double(draws) / 2) / Double(games) }

  /// The mean's standard error, from the outcomes' deviation (n − 1 in the denominator); not a number where there are
  /// fewer than two games.
  public var standardError: Double {
    let outcomes = [(1.0, wins), (0.5, draws), (0.0, losses)]
    let squares = outcomes.reduce(0) { $0 + Double($1.1) * ($1.0 - mean) * ($1.0 - mean) }
    return games < 2 ? .nan : (squares / Double(games - 1) / Double(games)).squareRoot()
  }

  /// Wilson's interval (1927) in which the expected score lies with a confidence of 95 %, if games are independent. A
  /// draw counts as half a win and half a loss, which makes the interval wider than it need be; 0 to 1 for no games.
  public var confidenceInterval: ClosedRange<Double> {
    guard games > 0 else { return 0...1 }
    let (count, square) = (Double(games), 1.959_963_984_540_054 * 1.959_963_984_540_054)
    let center = (mean + square / (2 * count)) / (1 + square / count)
    let variance = mean * (1 - mean) / count + square / (4 * count * count)
    let halfWidth = (square * variance).squareRoot() / (1 + square / count)
    return max(0, center - halfWidth)...min(1, center + halfWidth)
  }

  /// Counts `games` games, in the last of which the side was rewarded.
  ///
  /// - Parameter reward: The last move's, for this side: above 0 where it won, below 0 where it lost.
  public mutating func count(reward: Float, games: Int = 1) {
    if reward > 0 { wins += games } else if reward < 0 { losses += games } else { draws += games }
  }

  /// The score of both matches.
  public static func + (first: MatchScore, second: MatchScore) -> MatchScore {
    MatchScore(
      wins: first.wins + second.wins, draws: first.draws + second.draws, losses: first.losses + second.losses)
  }
}
