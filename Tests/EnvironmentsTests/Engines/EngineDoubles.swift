import Environments
import Synchronization

/// Lines that an engine prints, from any thread.
final class EngineAnswers: Sendable {
  private let lines = Mutex([String]())
  var all: [String] { lines.withLock { $0 } }
  func append(_ line: String) { lines.withLock { $0.append(line) } }
  func take() -> [String] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }
}

/// Takes the last legal move, and says how it was asked.
final class LastMove: GameThinker {
  let simulations = 25
  let maximumSimulations = 1000
  private(set) var asked: [(legal: [Int], simulations: Int)] = []
  /// How many simulations it did.
  private(set) var done = 0
  private(set) var isPrepared = false

  func prepare(for game: any SearchableGame) { isPrepared = true }

  func think(
    about game: any SearchableGame, legal: [Int], simulations: Int,
    goesOn: @escaping (() -> GameThought) -> Bool
  ) -> GameThought {
    asked.append((legal, simulations))
    done = 0
    let thought = { [self] in
      GameThought(
        simulations: done, meanDepth: 1.6, deepest: 3, value: 0.5, visits: [], values: [], priors: [],
        variation: [legal.last!, game.legalActions!.last!, 0])
    }
    repeat { done += 1 } while done < simulations && goesOn(thought)
    return thought()
  }
}

extension EngineInterpreter {
  /// An engine for all games of a protocol.
  init(_ dialect: EngineDialect, _ thinker: (any GameThinker)?, answers: EngineAnswers) {
    self.init(dialect, version: "1.0", games: dialect.games, thinker: thinker, print: answers.append)
  }
}

/// The number behind the last "Nodes searched".
func countedNodes(_ lines: [String]) -> Int? {
  lines.last.flatMap { Int($0.split(separator: " ").last?.dropLast() ?? "") }
}
