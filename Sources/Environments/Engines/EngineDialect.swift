/// The two protocols by which chess and shogi programs are played with: the Universal Chess Interface (Meyer-Kahlen and
/// Huber 2006) and the Universal Shogi Interface (Romstad 2007), which differ in little.
package enum EngineDialect: String, Sendable, CaseIterable {
  case uci
  case usi

  /// The word before a position in the game's notation.
  var positionWord: String { self == .uci ? "fen" : "sfen" }

  /// The command that begins a new game.
  var newGameWord: String { self == .uci ? "ucinewgame" : "usinewgame" }

  /// The answer of a player to move who has no move.
  var noMove: String { self == .uci ? "(none)" : "resign" }

  /// The games, by their names in the engine's option.
  package var games: [(name: String, game: any EngineGame)] {
    switch self {
    case .uci: ChessVariant.allCases.map { ($0.rawValue, Chess($0)) }
    case .usi: [("shogi", Shogi(.standard)), ("minishogi", Shogi(.mini))]
    }
  }

  /// The player, 0 or 1, of the clock named `word`; nil if the word is not a clock's name.
  func player(ofClock word: String) -> Int? {
    switch word {
    case "wtime", "winc": self == .uci ? 0 : 1
    case "btime", "binc": self == .uci ? 1 : 0
    default: nil
    }
  }
}

/// The reason why a command is not carried out, as one sentence.
struct EngineRefusal: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
