/// Chooses actions in environments that have a finite number of them: an opponent, say.
public protocol Player: Sendable {
  /// A legal action of the player to move, in an episode that is not over. Works on copies of the environment.
  ///
  /// Throws what these do.
  mutating func action<Game: Environment<Int>>(in environment: Game) throws(Game.Failure) -> Int
}

extension Environment<Int> {
  /// The legal actions, listed where all are legal, too.
  var actionsToChooseFrom: [Int] {
    if let legalActions { return legalActions }
    guard case .discrete(let count, _) = specification.actions else {
      preconditionFailure("\(specification.name) has whole numbers as actions, but says they are continuous")
    }
    return Array(0..<count)
  }
}
