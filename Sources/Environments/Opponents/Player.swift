/// Chooses actions in environments with discrete actions, for example as an opponent.
public protocol Player: Sendable {
  /// A legal action of the player to move, in an episode that is not over. It works on copies of the
  /// environment.
  ///
  /// Throws the errors of these copies.
  mutating func action<Game: Environment<Int>>(in environment: Game) throws(Game.Failure) -> Int
}

extension Environment<Int> {
  /// The legal actions, as a list even if all are legal.
  var actionsToChooseFrom: [Int] {
    if let legalActions { return legalActions }
    guard case .discrete(let count, _) = specification.actions else {
      preconditionFailure("\(specification.name) has whole numbers as actions, but says they are continuous")
    }
    return Array(0..<count)
  }
}
