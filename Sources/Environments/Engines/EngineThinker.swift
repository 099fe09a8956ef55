import Foundation

/// Chooses an engine's moves. To be used by one thread.
package protocol EngineThinker: AnyObject {
  /// The number of simulations of a search that has no other limit.
  var simulations: Int { get }

  /// The largest number of simulations of a search.
  var maximumSimulations: Int { get }

  /// Does what takes long before the first search of a game, as before `readyok`. Throws if that fails.
  func prepare(for game: any EngineGame) throws

  /// Searches a position.
  ///
  /// - Parameters:
  ///   - legal: The actions to choose from: one at least, ascending.
  ///   - simulations: How many simulations the search has, at most.
  ///   - goesOn: Is asked after every simulation; the search ends with the one after which it is false. It may ask what
  ///     the search has found until then.
  ///
  /// Throws if the device fails.
  func think(
    about game: any EngineGame, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> EngineThought) -> Bool
  ) throws -> EngineThought
}

/// The result of a search.
package struct EngineThought: Sendable {
  package let simulations: Int
  /// The mean and the largest depth of simulations.
  package let meanDepth: Double
  package let deepest: Int
  /// The value for the player to move, from −1, lost, to 1, won.
  package let value: Float
  /// The most visited actions from the position on. Those after the first may not be legal.
  package let variation: [Int]

  /// A result. The first action of `variation` is the one to take.
  package init(simulations: Int, meanDepth: Double, deepest: Int, value: Float, variation: [Int]) {
    (self.simulations, self.meanDepth, self.deepest) = (simulations, meanDepth, deepest)
    (self.value, self.variation) = (value, variation)
  }

  /// The value in hundredths of a pawn, as in Leela Chess Zero: 90 · tan(1.5637541897 · value).
  package var centipawns: Int {
    let value = min(max(Double(value), -1), 1)
    return value.isNaN ? 0 : Int((90 * tan(1.5637541897 * value)).rounded())
  }

  /// The names of the variation's moves, up to the first that is not legal.
  func names(in game: any EngineGame) -> [String] {
    var (game, names) = (game, [String]())
    for action in variation {
      let name = game.name(of: action)
      guard (try? game.play(named: name)) != nil else { break }
      names.append(name)
      if game.isOver { break }
    }
    return names
  }

  /// The line that reports a result to a GUI after this number of seconds.
  func line(in game: any EngineGame, seconds: Double) -> String {
    let depth = max(1, Int(meanDepth.rounded()))
    let speed = Int(Double(simulations) / max(seconds, 1e-3))
    let milliseconds = Int(seconds * 1000)
    let moves = names(in: game).joined(separator: " ")
    return
      "info depth \(depth) seldepth \(max(depth, deepest)) time \(milliseconds) nodes \(simulations) nps \(speed) score cp \(centipawns) pv \(moves)"
  }
}
