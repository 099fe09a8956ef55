/// What a player has found about a position of Go.
package struct GoTextThought: Sendable {
  /// Of each action, the pass last: [actions].
  package let visits: [Int]
  /// From −1, lost, to 1, won, for the player to move: [actions].
  package let values: [Float]
  package let priors: [Float]
  /// The most visited actions, one after the other.
  package let variation: [Int]

  package init(visits: [Int], values: [Float], priors: [Float], variation: [Int]) {
    (self.visits, self.values, self.priors, self.variation) = (visits, values, priors, variation)
  }

  /// The actions that were tried, the most visited first.
  private var ranked: [Int] {
    visits.indices.filter { visits[$0] > 0 }.sorted { (visits[$1], $0) < (visits[$0], $1) }
  }

  /// The line of `lz-analyze` or of `kata-analyze` for a game.
  func line(of dialect: GoTextAnalysis.Dialect, in game: Go) -> String {
    ranked.enumerated().map { order, action in
      let rate = Double(min(max(values[action], -1), 1) + 1) / 2
      func number(_ value: Double) -> String {
        dialect == .leela ? "\(Int((value * 10_000).rounded()))" : String((value * 1e6).rounded() / 1e6)
      }
      let moves = action == variation.first ? variation : [action]
      let names = moves.map { game.name(of: $0) }.joined(separator: " ")
      let prior = Double(priors[action])
      return
        "info move \(game.name(of: action)) visits \(visits[action]) winrate \(number(rate)) prior \(number(prior)) lcb \(number(rate)) order \(order) pv \(names)"
    }.joined(separator: " ")
  }
}

/// What `lz-analyze` and `kata-analyze` ask for: a position that is searched until the next line comes, with a line about it
/// now and then.
package struct GoTextAnalysis: Sendable {
  /// How numbers are written: in ten-thousandths by Leela Zero, from 0 to 1 by KataGo.
  enum Dialect: Sendable {
    case leela, kata
  }

  let dialect: Dialect
  /// What the answer repeats, if there is one.
  let number: String
  /// The position, whose player to move is the one that was asked about.
  package let game: Go
  /// Seconds between two lines.
  package let interval: Double

  /// The head of the answer, which has no end yet.
  package var head: String { "=\(number)" }

  /// The line about what was found so far.
  package func line(_ thought: GoTextThought) -> String { thought.line(of: dialect, in: game) }
}
