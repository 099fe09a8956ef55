/// The end of a game as records write it after the last move, seen by the player who would move next.
package enum ShogiEnding: String, Sendable, CaseIterable {
  case resignation
  case mate
  /// A position occurred four times.
  case repetition
  /// Both kings have entered, and neither player has the points to win.
  case impasse
  /// The player has declared that his king has entered, with points enough.
  case declaration
  case draw
  case timeUp
  /// The player has made an illegal move, or lost by perpetual check.
  case illegalMove
  /// The opponent has made an illegal move, or lost by perpetual check.
  case opponentIllegalMove
  /// The game was interrupted.
  case interruption

  /// The outcome for the player who would move next.
  package enum Outcome: Sendable {
    case wins
    case loses
    case draws
  }

  /// The outcome for the player who would move next; nil if the game was not decided.
  package var outcome: Outcome? {
    switch self {
    case .resignation, .mate, .timeUp, .illegalMove: .loses
    case .declaration, .opponentIllegalMove: .wins
    case .repetition, .impasse, .draw: .draws
    case .interruption: nil
    }
  }

  /// The ending of a game that the rules have ended.
  init(_ result: ShogiResult, turn: ShogiColor) {
    switch result.reason {
    case .checkmate: self = .mate
    case .stalemate: self = .resignation
    case .repetition: self = .repetition
    case .perpetualCheck: self = result.winner == turn ? .opponentIllegalMove : .illegalMove
    case .impasse: self = result.winner == nil ? .impasse : .declaration
    }
  }

  /// The words of records: CSA's after the percent sign, and KIF's in place of a move.
  ///
  /// CSA's word for the opponent's illegal move has the opponent's sign: see `CSAReader`. KIF has no word for a draw by
  /// agreement, which it treats as an impasse.
  var words: (csa: String, kif: String) {
    switch self {
    case .resignation: ("TORYO", "投了")
    case .mate: ("TSUMI", "詰み")
    case .repetition: ("SENNICHITE", "千日手")
    case .impasse: ("JISHOGI", "持将棋")
    case .declaration: ("KACHI", "入玉勝ち")
    case .draw: ("HIKIWAKE", "持将棋")
    case .timeUp: ("TIME_UP", "切れ負け")
    case .illegalMove: ("ILLEGAL_ACTION", "反則負け")
    case .opponentIllegalMove: ("ILLEGAL_ACTION", "反則勝ち")
    case .interruption: ("CHUDAN", "中断")
    }
  }
}
