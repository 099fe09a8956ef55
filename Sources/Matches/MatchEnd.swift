import Environments

/// How a game of a match ended.
package struct MatchEnd: Sendable, Equatable {
  /// What ended it.
  package enum Kind: String, Sendable, Codable {
    case rules, resignation, time, forfeit, adjudicated
    /// A forfeit by a move that is none, or is not legal.
    case illegalMove = "illegal move"
  }

  /// Of player 0, who begins: 1, ½ or 0.
  package let score: Double
  package let kind: Kind
  /// For people: "checkmate", "resignation".
  package let reason: String

  package init(score: Double, kind: Kind = .rules, reason: String) {
    (self.score, self.kind, self.reason) = (score, kind, reason)
  }

  /// "1-0", "0-1" or "1/2-1/2".
  package var text: String { score == 1 ? "1-0" : score == 0 ? "0-1" : "1/2-1/2" }

  /// Why the rules have ended a game; `reward` is player 0's.
  static func reason(of environment: any Environment<Int>, reward: Float) -> String {
    switch environment {
    case let chess as Chess: chess.game.result?.reason.rawValue ?? "move limit"
    case let shogi as Shogi: shogi.game.result?.reason.rawValue ?? "move limit"
    case let go as Go: go.scoreText
    default: reward == 0 ? "drawn" : "won"
    }
  }
}
