import ArgumentParser
import Environments
import Matches

extension MatchSettings.Game {
  /// The game that all players can play. `chosen` is the one that the command line names.
  ///
  /// Throws if the players' games differ, or if the game is not known.
  static func common(of players: [(text: String, choice: PlayerChoice)], chosen: MatchSettings.Game?) throws
    -> MatchSettings.Game
  {
    let agents = players.filter { if case .agent = $0.choice.kind { true } else { false } }
    guard let first = agents.first else {
      if let chosen { return chosen }
      guard let game = players.lazy.compactMap(\.choice.game).first else {
        throw ValidationError("nobody says what is played; add --game")
      }
      return game
    }
    guard var game = first.choice.game else { preconditionFailure("an agent without a game") }
    for agent in agents.dropFirst()
    where agent.choice.game.map({ $0.name != game.name || $0.size != game.size }) ?? true {
      throw ValidationError(
        "\(first.text) plays \(game.title), but \(agent.text) plays \(agent.choice.game?.title ?? "nothing")")
    }
    if let chosen {
      guard chosen.name == game.name, chosen.size ?? game.size == game.size else {
        throw ValidationError("\(first.text) plays \(game.title), not \(chosen.title); leave out --game")
      }
      game.komi = chosen.komi ?? game.komi
    }
    return game
  }

  var title: String { size.map { "\(name) on \($0) × \($0)" } ?? name }

  /// The game itself. Throws if there is none of that name.
  func environment(moveLimit: Int?) throws -> any Environment<Int> {
    guard try EnvironmentCatalog.discrete(name).specification.players == 2 else {
      throw ValidationError("\(name) has one player; choose a game of two with --game")
    }
    let plain = try EnvironmentCatalog.discrete(
      name, options: EnvironmentOptions(size: size, komi: komi, history: 1))
    let limited = try? EnvironmentCatalog.discrete(
      name, options: EnvironmentOptions(size: size, komi: komi, history: 1, moveLimit: moveLimit))
    return limited ?? plain
  }
}
