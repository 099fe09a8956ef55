import Foundation

/// The Elo difference of two players, from their games: −400 · log₁₀(1 / s − 1) for the mean score s (Elo
/// 1978).
///
/// The interval is that of the score, s ± 1.96 standard errors, converted to Elo. If all games are in pairs
/// with the same opening and colors swapped, the error is that of the pairs' means, of which there are five
/// values (pentanomial), else that of the games' scores (trinomial); both are normal approximations. If all
/// scores are equal, it is Wilson's interval.
package struct EloDifference: Sendable, Equatable {
  /// The method of the interval.
  package enum Method: String, Sendable {
    case pentanomial, trinomial
    case wilson = "Wilson"
  }

  package let wins: Int
  package let draws: Int
  package let losses: Int
  /// The mean score, with 1 for a win and ½ for a draw; ½ if there are no games.
  package let score: Double
  /// The 95 % interval of the score.
  package let scoreInterval: ClosedRange<Double>
  package let method: Method

  private static let quantile = 1.959_963_984_540_054

  /// The difference for games with the first player's score and the number of the pair of each.
  package init(_ games: [(pair: Int, score: Double)]) {
    wins = games.count { $0.score == 1 }
    draws = games.count { $0.score == 0.5 }
    losses = games.count { $0.score == 0 }
    let scores = games.map(\.score)
    let pairs = Dictionary(grouping: games, by: \.pair).values
    let isPaired = pairs.count > 1 && pairs.allSatisfy { $0.count == 2 }
    let samples = isPaired ? pairs.map { ($0[0].score + $0[1].score) / 2 } : scores
    score = scores.isEmpty ? 0.5 : scores.reduce(0, +) / Double(scores.count)
    let mean = score
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if samples.count > 1, squares > 0 {
      method = isPaired ? .pentanomial : .trinomial
      let error = (squares / Double(samples.count - 1) / Double(samples.count)).squareRoot()
      scoreInterval = max(0, mean - Self.quantile * error)...min(1, mean + Self.quantile * error)
    } else {
      method = .wilson
      scoreInterval = Self.wilson(mean, count: scores.count)
    }
  }

  private static func wilson(_ mean: Double, count: Int) -> ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let (count, square) = (Double(count), quantile * quantile)
    let center = (mean + square / (2 * count)) / (1 + square / count)
    let variance = mean * (1 - mean) / count + square / (4 * count * count)
    let half = (square * variance).squareRoot() / (1 + square / count)
    return max(0, center - half)...min(1, center + half)
  }

  package var games: Int { wins + draws + losses }

  /// The difference, which is infinite if one player has won all games.
  package var elo: Double { Self.elo(score) }

  /// The 95 % interval of the difference, whose ends may be infinite.
  package var interval: ClosedRange<Double> {
    Self.elo(scoreInterval.lowerBound)...Self.elo(scoreInterval.upperBound)
  }

  /// The difference that corresponds to a score.
  package static func elo(_ score: Double) -> Double {
    score <= 0 ? -.infinity : score >= 1 ? .infinity : -400 * log10(1 / score - 1)
  }

  /// The difference with its interval, such as "+35 (−12 to +83)".
  package var text: String {
    "\(Self.signed(elo)) (\(Self.signed(interval.lowerBound)) to \(Self.signed(interval.upperBound)))"
  }

  /// A number with its sign, such as "+35" or "−∞".
  package static func signed(_ value: Double) -> String {
    if value.isInfinite { return value > 0 ? "+∞" : "−∞" }
    let whole = Int(value.rounded())
    return whole < 0 ? "−\(-whole)" : "+\(whole)"
  }
}
