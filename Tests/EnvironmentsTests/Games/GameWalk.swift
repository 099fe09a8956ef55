import Environments

/// Walks through games that the tests count.
enum GameWalk {
  /// How many distinct positions there are after 0, 1, … `plies` moves, and how many games ended at each.
  static func distinctPositions<Game: Environment<Int>>(of game: Game, plies: Int) -> (
    positions: [Int], ended: [Int]
  ) where Game.Failure == Never {
    var frontier = [game]
    var (positions, ended) = ([1], [0])
    for _ in 0..<plies {
      var seen: Set<[UInt8]> = []
      var (next, over): ([Game], Int) = ([], 0)
      for game in frontier {
        for action in game.legalActions! {
          var copy = game
          let step = copy.step(action)
          guard case .bytes(let bytes) = step.observation, seen.insert(bytes).inserted else { continue }
          if step.isOver { over += 1 } else { next.append(copy) }
        }
      }
      positions.append(seen.count)
      ended.append(over)
      frontier = next
    }
    return (positions, ended)
  }

  /// How many games there are by their outcome, from a position on: [first player's wins, draws, second player's wins].
  static func games<Game: Environment<Int>>(from game: Game) -> [Int] where Game.Failure == Never {
    var counts = [0, 0, 0]
    for action in game.legalActions! {
      var copy = game
      let step = copy.step(action)
      if step.isOver {
        counts[step.reward == 0 ? 1 : game.playerToMove * 2] += 1
      } else {
        for (index, count) in games(from: copy).enumerated() { counts[index] += count }
      }
    }
    return counts
  }

  /// A game after moves by their names.
  static func play<Game: Environment<Int>>(_ names: String, in game: Game) throws(Game.Failure) -> (
    game: Game, last: EnvironmentStep?
  ) {
    var (game, last): (Game, EnvironmentStep?) = (game, nil)
    for name in names.split(separator: " ") { last = try game.step(game.action(named: String(name))!) }
    return (game, last)
  }
}
