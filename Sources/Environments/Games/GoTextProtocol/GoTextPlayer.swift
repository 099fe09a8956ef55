/// Chooses moves of Go. To be used by one thread.
package protocol GoTextPlayer: AnyObject {
  /// The largest numbers of simulations of a search for a move, and of an analysis.
  var simulations: Int { get }
  var maximumSimulations: Int { get }

  /// Searches a position.
  ///
  /// - Parameters:
  ///   - legal: The actions to choose from: one at least, ascending.
  ///   - simulations: How many the search has, at most.
  ///   - goesOn: Is asked after every simulation; the search ends with the one after which it is false. It may ask what
  ///     the search has found until then.
  ///
  /// Throws if the device fails.
  func think(
    about game: Go, legal: [Int], simulations: Int,
    goesOn: @escaping (_ soFar: () -> GoTextThought) -> Bool
  ) throws -> GoTextThought
}

extension GoTextPlayer {
  /// The move that `search` requests, within its time. Throws if the device fails.
  package func move(_ search: GoTextSearch) throws -> Int {
    var timer = SearchTimer(deadline: search.deadline)
    return try think(about: search.game, legal: search.legal, simulations: simulations) { _ in
      timer.goesOn()
    }.variation[0]
  }
}
