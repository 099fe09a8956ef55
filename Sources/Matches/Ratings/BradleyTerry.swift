import Foundation

/// Ratings of players by the games between them (Bradley and Terry 1952; Zermelo 1929), on Elo's scale, with mean 0.
///
/// A draw counts as half a win for each. The maximum-likelihood strengths are found by the iteration of
/// Hunter (2004), with one virtual drawn game of each player against a player of strength 1, so that no
/// strength is infinite. The 95 % intervals follow from the information at the maximum, and are those of a
/// rating relative to the mean of all.
package struct BradleyTerry: Sendable {
  /// The ratings in Elo: [player].
  package let ratings: [Double]
  /// Half the width of each interval in Elo: [player].
  package let margins: [Double]

  private static let virtualGames = 1.0
  private static let elo = 400 / log(10.0)

  /// `scores[i][j]` is the score of player i against player j, where a draw counts as one half.
  package init(scores: [[Double]]) {
    let count = scores.count
    var games = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var won = [Double](repeating: Self.virtualGames / 2, count: count)
    for i in 0..<count {
      for j in 0..<count where i != j {
        games[i][j] = scores[i][j] + scores[j][i]
        won[i] += scores[i][j]
      }
    }
    var strengths = [Double](repeating: 1, count: count)
    for _ in 0..<10_000 {
      var next = strengths
      for i in 0..<count {
        var weight = Self.virtualGames / (strengths[i] + 1)
        for j in 0..<count { weight += games[i][j] / (strengths[i] + strengths[j]) }
        next[i] = won[i] / weight
      }
      let change = zip(next, strengths).map { abs(log($0 / $1)) }.max() ?? 0
      strengths = next
      if change < 1e-10 { break }
    }
    let logs = strengths.map { log($0) }
    let mean = logs.reduce(0, +) / Double(max(1, count))
    ratings = logs.map { ($0 - mean) * Self.elo }
    let covariance = Self.inverse(Self.information(strengths, games))
    let rows = covariance.map { $0.reduce(0, +) }
    let all = rows.reduce(0, +)
    margins = (0..<count).map { (player: Int) -> Double in
      let variance =
        covariance[player][player] - 2 * rows[player] / Double(count) + all / Double(count * count)
      return 1.959_963_984_540_054 * max(0, variance).squareRoot() * Self.elo
    }
  }

  /// The negative second derivatives of the log-likelihood with respect to the logarithms of the strengths.
  private static func information(_ strengths: [Double], _ games: [[Double]]) -> [[Double]] {
    func variance(_ one: Double, _ other: Double) -> Double {
      one * other / ((one + other) * (one + other))
    }
    let count = strengths.count
    var matrix = games
    for i in 0..<count {
      for j in 0..<count where j != i { matrix[i][j] *= -variance(strengths[i], strengths[j]) }
      matrix[i][i] = virtualGames * variance(strengths[i], 1)
      for j in 0..<count where j != i { matrix[i][i] -= matrix[i][j] }
    }
    return matrix
  }

  /// The inverse of a positive definite matrix, by Gauss–Jordan elimination.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let count = matrix.count
    var rows = matrix
    for i in 0..<count {
      rows[i] += [Double](repeating: 0, count: count)
      rows[i][count + i] = 1
    }
    for column in 0..<count {
      let pivot = rows[column][column]
      for place in rows[column].indices { rows[column][place] /= pivot }
      for other in 0..<count where other != column {
        let factor = rows[other][column]
        if factor == 0 { continue }
        for place in rows[other].indices { rows[other][place] -= factor * rows[column][place] }
      }
    }
    return rows.map { Array($0[count...]) }
  }
}
