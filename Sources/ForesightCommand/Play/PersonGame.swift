import Common
import Environments
import MuZero

/// A game of a person against an agent, in lines of text.
struct PersonGame {
  /// The largest number of legal moves that are listed after an invalid one.
  private static let maximumListed = 20

  private let agent: Advisor
  private let personSide: Int
  private let start: AgentEpisode
  private let pieces: PieceStyle

  init(
    _ agent: Advisor, in environment: any Environment<Int>, seed: UInt64, personSide: Int, pieces: PieceStyle
  ) throws {
    (self.agent, self.personSide, self.pieces) = (agent, personSide, pieces)
    start = try agent.episode(of: environment, seed: seed)
  }

  /// Plays until the game is over, or the person quits. Throws if the device fails.
  func play() throws {
    var game = start
    printNow(pieces.text(of: game.environment))
    while !game.isOver {
      if game.environment.playerToMove == personSide {
        guard let action = askForMove(in: game.environment) else {
          printNow("the game is not over, but ends here")
          return
        }
        try game.step(action)
      } else {
        let thought = try agent.thought(about: game.position)
        let result = thought.result
        let action = result.action(temperature: 0)
        let name = game.environment.name(of: action)
        printNow("\nthe agent plays \(name), its value is \(Advisor.signed(result.rootValue))")
        for line in agent.lines(of: thought, in: game.environment) { printNow(line) }
        try game.step(action)
      }
      printNow("\n" + pieces.text(of: game.environment))
    }
    let outcome = personSide == 0 ? game.return : -game.return
    printNow(outcome > 0 ? "you have won" : outcome < 0 ? "the agent has won" : "a draw")
  }

  /// A legal move; nil if the person quits, or if the input ends.
  private func askForMove(in environment: any Environment<Int>) -> Int? {
    while true {
      switch TextInput.line(prompt: "your move: ") {
      case nil, "quit": return nil
      case "": continue
      case "help":
        printNow("moves: \(legalNames(of: environment).joined(separator: " ")); or quit")
      case let name?:
        guard let action = environment.action(named: name) else {
          printNow("\(name.quoted) is no move; \(advice(in: environment))")
          continue
        }
        guard environment.legalActions?.contains(action) ?? true else {
          printNow("\(environment.name(of: action)) is not allowed now; \(advice(in: environment))")
          continue
        }
        return action
      }
    }
  }

  private func advice(in environment: any Environment<Int>) -> String {
    let names = legalNames(of: environment)
    return names.count > Self.maximumListed
      ? "choose one as \(names[0]); help lists all" : "choose one of \(names.joined(separator: " "))"
  }

  private func legalNames(of environment: any Environment<Int>) -> [String] {
    (environment.legalActions ?? []).map { environment.name(of: $0) }
  }
}
