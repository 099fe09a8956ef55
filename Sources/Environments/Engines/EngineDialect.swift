/// The two protocols by which chess and shogi programs are played with: the Universal Chess Interface (Meyer-Kahlen and
/// Huber 2006) and the Universal Shogi Interface (Romstad 2007), which differ in little.
package enum EngineDialect: String, Sendable, CaseIterable {
  case uci
  case usi

  /// What introduces a position in the game's notation.
  var positionWord: String { self == .uci ? "fen" : "sfen" }

  /// What begins a new game.
  var newGameWord: String { self == .uci ? "ucinewgame" : "usinewgame" }

  /// What the player to move answers who has no move.
  var noMove: String { self == .uci ? "(none)" : "resign" }

  /// The games, by the names that the option has.
  package var games: [(name: String, game: any EngineGame)] {
    switch self {
    case .uci: ChessVariant.allCases.map { ($0.rawValue, Chess($0)) }
    case .usi: [("shogi", Shogi(.standard)), ("minishogi", Shogi(.mini))]
    }
  }

  /// Which of the players the clock named `word` is: 0 or 1; nil where the word names none.
  func player(ofClock word: String) -> Int? {
    switch word {
    case "wtime", "winc": self == .uci ? 0 : 1
    case "btime", "binc": self == .uci ? 1 : 0
    default: nil
    }
  }
}

/// Why a command is not carried out, in one sentence.
struct EngineRefusal: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
