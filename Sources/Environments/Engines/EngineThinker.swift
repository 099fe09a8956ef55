import Foundation

/// What chooses an engine's moves. It belongs to one thread.
package protocol EngineThinker: AnyObject {
  /// The simulations of a search that nothing else bounds.
  var simulations: Int { get }

  /// The most that a search can have.
  var maximumSimulations: Int { get }

  /// Searches a position.
  ///
  /// - Parameters:
  ///   - legal: The actions to choose from: one at least, ascending.
  ///   - simulations: How many simulations the search has, at most.
  ///   - goesOn: Is asked after every simulation; the search ends with the one after which it is false. It may ask what
  ///     the search has found until then.
  ///
  /// Throws where the device fails.
  func think(
    about game: any EngineGame, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> EngineThought) -> Bool
  ) throws -> EngineThought
}

/// What a search has found.
package struct EngineThought: Sendable {
  package let simulations: Int
  /// How far simulations went: on average, and at most.
  package let meanDepth: Double
  package let deepest: Int
  /// From −1, lost, to 1, won, for the player to move.
  package let value: Float
  /// The actions that were taken most, from the position on; those behind the first may not be legal.
  package let variation: [Int]

  /// A thought; the first action of `variation` is the one to take.
  package init(simulations: Int, meanDepth: Double, deepest: Int, value: Float, variation: [Int]) {
    (self.simulations, self.meanDepth, self.deepest) = (simulations, meanDepth, deepest)
    (self.value, self.variation) = (value, variation)
  }

  /// A value as hundredths of a pawn, as Leela Chess Zero has it: 90 · tan(1.5637541897 · value).
  package var centipawns: Int {
    let value = min(max(Double(value), -1), 1)
    return value.isNaN ? 0 : Int((90 * tan(1.5637541897 * value)).rounded())
  }

  /// The names of the variation's moves, as far as they are legal.
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

  /// The line that tells a window what was found in so many seconds.
  func line(in game: any EngineGame, seconds: Double) -> String {
    let depth = max(1, Int(meanDepth.rounded()))
    let speed = Int(Double(simulations) / max(seconds, 1e-3))
    let milliseconds = Int(seconds * 1000)
    let moves = names(in: game).joined(separator: " ")
    return
      "info depth \(depth) seldepth \(max(depth, deepest)) time \(milliseconds) nodes \(simulations) nps \(speed) score cp \(centipawns) pv \(moves)"
  }
}
