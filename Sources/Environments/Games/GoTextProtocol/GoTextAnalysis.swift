/// The request of `lz-analyze` and `kata-analyze`: a position is searched until the next line comes, with a
/// report on it from time to time.
package struct GoTextAnalysis: Sendable {
  /// The format of numbers: ten-thousandths in Leela Zero, 0 to 1 in KataGo.
  enum Dialect: Sendable {
    case leela, kata
  }

  let dialect: Dialect
  /// The number that the answer repeats, if there is one.
  let number: String
  /// The position, with the player that was asked about to move.
  package let game: Go
  /// The seconds between two lines.
  package let interval: Double

  /// The beginning of the answer, whose end comes later.
  package var head: String { "=\(number)" }

  /// The line that reports the result so far.
  package func line(_ thought: GameThought) -> String { thought.line(of: dialect, in: game) }
}

/// The result of a search as `lz-analyze` and `kata-analyze` report it.
extension GameThought {
  /// The actions that were visited, the most visited first.
  private var ranked: [Int] {
    visits.indices.filter { visits[$0] > 0 }.sorted { (visits[$1], $0) < (visits[$0], $1) }
  }

  /// The most visited actions, up to the first that is not legal: a learned model does not know all rules.
  private func legalVariation(in game: Go) -> [Int] {
    var (game, actions) = (game, [Int]())
    for action in variation {
      guard !game.isOver, game.legalActions?.contains(action) == true else { break }
      actions.append(action)
      _ = game.step(action)
    }
    return actions
  }

  /// The line of `lz-analyze` or of `kata-analyze` for a game.
  func line(of dialect: GoTextAnalysis.Dialect, in game: Go) -> String {
    let variation = legalVariation(in: game)
    return ranked.enumerated().map { order, action in
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
