import Randomness

/// Takes any legal action, each as likely.
public struct RandomPlayer: Player {
  private var random: RandomStream

  /// A player whose choices are a function of the stream and of the positions it is asked about.
  public init(random: RandomStream) { self.random = random }

  /// One of the legal actions.
  public mutating func action<Game: Environment<Int>>(in environment: Game) -> Int {
    let actions = environment.actionsToChooseFrom
    return actions[random.index(below: actions.count)]
  }
}
