import Common
import Environments

/// A game of a person against an agent.
extension ShownEpisode {
  /// The largest number of legal moves that are listed after an invalid one.
  private static let maximumListed = 20

  /// Plays until the game is over, or the person quits. Throws if the device fails.
  mutating func play(personSide: Int) throws {
    while !episode.isOver {
      if episode.environment.playerToMove == personSide {
        guard let action = askForMove(in: episode.environment) else {
          return printNow("the game is not over, but ends here")
        }
        try episode.step(action)
      } else {
        let (action, value, lines) = try act()
        printNow("\nthe agent plays \(action), its value is \(value)")
        for line in lines { printNow(line) }
      }
      printNow("\n" + text)
    }
    let outcome = personSide == 0 ? episode.return : -episode.return
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
