/// The outcomes of games for one side.
public struct MatchScore: Sendable, Equatable {
  /// The number of games won.
  public var wins: Int
  /// The number of games drawn.
  public var draws: Int
  /// The number of games lost.
  public var losses: Int

  /// A score; by default of no games.
  public init(wins: Int = 0, draws: Int = 0, losses: Int = 0) {
    (self.wins, self.draws, self.losses) = (wins, draws, losses)
  }

  /// The number of games.
  public var games: Int { wins + draws + losses }

  /// The mean score, with 1 for a win, 1/2 for a draw and 0 for a loss; 1/2 if there are no games.
  public var mean: Double { games == 0 ? 0.5 : (Double(wins) + Double(draws) / 2) / Double(games) }

  /// The standard error of the mean, from the standard deviation of the outcomes (n − 1 in the denominator);
  /// NaN if there are fewer than two games.
  public var standardError: Double {
    let outcomes = [(1.0, wins), (0.5, draws), (0.0, losses)]
    let squares = outcomes.reduce(0) { $0 + Double($1.1) * ($1.0 - mean) * ($1.0 - mean) }
    return games < 2 ? .nan : (squares / Double(games - 1) / Double(games)).squareRoot()
  }

  /// Wilson's interval (1927) for the expected score at a confidence of 95 %, if games are independent. A
  /// draw counts as half a win and half a loss, which makes the interval wider than necessary. It is 0 to 1
  /// if there are no games.
  public var confidenceInterval: ClosedRange<Double> {
    guard games > 0 else { return 0...1 }
    let (count, square) = (Double(games), 1.959_963_984_540_054 * 1.959_963_984_540_054)
    let center = (mean + square / (2 * count)) / (1 + square / count)
    let variance = mean * (1 - mean) / count + square / (4 * count * count)
    let halfWidth = (square * variance).squareRoot() / (1 + square / count)
    return max(0, center - halfWidth)...min(1, center + halfWidth)
  }

  /// Counts `games` games with the same reward of their last move.
  ///
  /// - Parameter reward: The reward of the last move for this side: above 0 for a win, below 0 for a loss.
  public mutating func count(reward: Float, games: Int = 1) {
    if reward > 0 { wins += games } else if reward < 0 { losses += games } else { draws += games }
  }

  /// The score of both matches.
  public static func + (first: MatchScore, second: MatchScore) -> MatchScore {
    MatchScore(
      wins: first.wins + second.wins, draws: first.draws + second.draws, losses: first.losses + second.losses)
  }
}
