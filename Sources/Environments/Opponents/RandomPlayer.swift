import Randomness

/// A player that takes any legal action with equal probability.
public struct RandomPlayer: Player {
  private var random: RandomStream

  /// A player whose choices depend on the stream and on the positions that it is asked about.
  public init(random: RandomStream) { self.random = random }

  /// One of the legal actions.
  public mutating func action<Game: Environment<Int>>(in environment: Game) -> Int {
    let actions = environment.actionsToChooseFrom
    return actions[random.index(below: actions.count)]
  }
}
