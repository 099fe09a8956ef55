import Environments

/// The end of a game of a match.
package struct MatchEnd: Sendable, Equatable {
  /// The kind of end.
  package enum Kind: String, Sendable, Codable {
    case rules, resignation, time, forfeit, adjudicated
    /// A forfeit by a move that does not exist or is not legal.
    case illegalMove = "illegal move"
  }

  /// The score of player 0, who begins: 1, ½ or 0.
  package let score: Double
  package let kind: Kind
  /// The reason as text for people, such as "checkmate" or "resignation".
  package let reason: String

  package init(score: Double, kind: Kind = .rules, reason: String) {
    (self.score, self.kind, self.reason) = (score, kind, reason)
  }

  /// The result as text: "1-0", "0-1" or "1/2-1/2".
  package var text: String { score == 1 ? "1-0" : score == 0 ? "0-1" : "1/2-1/2" }

  /// The reason for which the rules have ended a game. `reward` is player 0's.
  static func reason(of environment: any Environment<Int>, reward: Float) -> String {
    switch environment {
    case let chess as Chess: chess.game.result?.reason.rawValue ?? "move limit"
    case let shogi as Shogi: shogi.game.result?.reason.rawValue ?? "move limit"
    case let go as Go: go.scoreText
    default: reward == 0 ? "drawn" : "won"
    }
  }
}
