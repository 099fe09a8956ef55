import Common
import Foundation
import Matches

/// The results of a match, as tables and as lines of JSON.
struct MatchReport {
  let names: [String]
  let games: [FinishedGame]

  private func pair(_ one: Int, _ other: Int) -> [(pair: Int, score: Double)] {
    games.compactMap { game in
      let pairing = game.pairing
      if (pairing.first, pairing.second) == (one, other) { return (pairing.opening, game.end.score) }
      if (pairing.first, pairing.second) == (other, one) { return (pairing.opening, 1 - game.end.score) }
      return nil
    }
  }

  func difference(_ one: Int, _ other: Int) -> EloDifference { EloDifference(pair(one, other)) }

  var ratings: BradleyTerry {
    var scores = [[Double]](repeating: [Double](repeating: 0, count: names.count), count: names.count)
    for game in games {
      scores[game.pairing.first][game.pairing.second] += game.end.score
      scores[game.pairing.second][game.pairing.first] += 1 - game.end.score
    }
    return BradleyTerry(scores: scores)
  }

  /// The lines that are printed at the end.
  var lines: [String] {
    if games.isEmpty { return ["no game is over yet"] }
    return (names.count == 2 ? duel : table) + reasons
  }

  private var duel: [String] {
    let difference = difference(0, 1)
    let (low, high) = (difference.scoreInterval.lowerBound, difference.scoreInterval.upperBound)
    return [
      "\(names[0]) against \(names[1]): \(difference.games) games, \(difference.wins) won, \(difference.draws) drawn, \(difference.losses) lost",
      String(format: "score %.3f (%.3f to %.3f)", difference.score, low, high)
        + ", Elo \(difference.text); 95 % intervals, \(difference.method.rawValue)",
    ]
  }

  private var table: [String] {
    let ratings = ratings
    let order = names.indices.sorted { ratings.ratings[$0] > ratings.ratings[$1] }
    var rows = [["", "rating", "±", "games", "score"] + order.indices.map { "\($0 + 1)" }]
    for (place, player) in order.enumerated() {
      let all = names.indices.flatMap { $0 == player ? [] : pair(player, $0) }.map(\.score)
      let mean = all.isEmpty ? "" : String(format: "%.3f", all.reduce(0, +) / Double(all.count))
      let cells = order.map { other -> String in
        let scores = pair(player, other).map(\.score)
        if other == player || scores.isEmpty { return "" }
        return "\(scores.reduce(0, +).short)/\(scores.count)"
      }
      rows.append(
        [
          "\(place + 1) \(names[player])", EloDifference.signed(ratings.ratings[player]),
          String(format: "%.0f", ratings.margins[player]), "\(all.count)", mean,
        ] + cells)
    }
    return AlignedColumns.lines(rows) + [
      "ratings by Bradley and Terry, their mean 0; ± is half a 95 % interval against that mean"
    ]
  }

  /// The number of games by the reason for their end.
  private var reasons: [String] {
    let counts = Dictionary(grouping: games) {
      $0.end.kind == .rules ? Self.plain($0.end.reason) : $0.end.kind.rawValue
    }
    .mapValues(\.count)
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) by \($0.key)" }
    return ["ended: \(parts.joined(separator: ", "))"]
  }

  /// Scores of Go are all counted as one reason.
  private static func plain(_ reason: String) -> String {
    reason.wholeMatch(of: /[BW]\+[0-9.]+/) == nil ? reason : "score"
  }

  /// A line of JSON for each pair of players.
  var json: [String] {
    get throws {
      struct Line: Encodable {
        let first, second: String
        let games, wins, draws, losses: Int
        let score: Double
        let scoreInterval: [Double]
        let elo: Double?
        let eloInterval: [Double?]
        let method: String
      }
      func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
      return try names.indices.flatMap { one in
        try names.indices.filter { $0 > one }.map { other in
          let difference = difference(one, other)
          return try JSONText.of(
            Line(
              first: names[one], second: names[other], games: difference.games, wins: difference.wins,
              draws: difference.draws, losses: difference.losses, score: difference.score,
              scoreInterval: [difference.scoreInterval.lowerBound, difference.scoreInterval.upperBound],
              elo: finite(difference.elo),
              eloInterval: [finite(difference.interval.lowerBound), finite(difference.interval.upperBound)],
              method: difference.method.rawValue))
        }
      }
    }
  }
}
