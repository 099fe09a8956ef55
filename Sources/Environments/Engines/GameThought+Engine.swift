import Foundation

/// The result of a search as engines report it.
extension GameThought {
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
