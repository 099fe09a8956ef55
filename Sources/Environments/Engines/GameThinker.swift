/// A game whose positions can be searched one by one, as text protocols ask for it.
package protocol SearchableGame: Environment where Action == Int, Failure == Never {
  /// What the player to move sees.
  var observation: Observation { get }
}

extension Go: SearchableGame {}

/// Chooses the moves of games that are played by text protocols. To be used by one thread.
package protocol GameThinker: AnyObject {
  /// The number of simulations of a search that has no other limit.
  var simulations: Int { get }

  /// The largest number of simulations of a search.
  var maximumSimulations: Int { get }

  /// Does what takes long before the first search of a game, which is given at its beginning. Throws if that fails.
  func prepare(for game: any SearchableGame) throws

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
    about game: any SearchableGame, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> GameThought) -> Bool
  ) throws -> GameThought
}

/// The result of a search.
package struct GameThought: Sendable {
  package let simulations: Int
  /// The mean and the largest depth of simulations.
  package let meanDepth: Double
  package let deepest: Int
  /// The value for the player to move, from −1, lost, to 1, won.
  package let value: Float
  /// The visits of each action: [actions].
  package let visits: [Int]
  /// The value of each action for the player to move, and its prior: [actions].
  package let values: [Float]
  package let priors: [Float]
  /// The most visited actions from the position on. The first is the one to take; those after it may not be legal.
  package let variation: [Int]

  package init(
    simulations: Int, meanDepth: Double, deepest: Int, value: Float, visits: [Int], values: [Float],
    priors: [Float], variation: [Int]
  ) {
    (self.simulations, self.meanDepth, self.deepest) = (simulations, meanDepth, deepest)
    (self.value, self.visits, self.values, self.priors) = (value, visits, values, priors)
    self.variation = variation
  }
}
