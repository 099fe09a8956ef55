/// The options of an environment, beyond its name.
package struct EnvironmentOptions: Sendable, Equatable {
  /// The number of times that each action is taken, at least 1.
  package var actionRepeat: Int
  /// The most actions of an episode, each with its repetitions, after which it is truncated; nil for no limit but the
  /// environment's own.
  package var episodeSteps: Int?
  /// The size of the pictures to observe; nil for the environment's own observations.
  package var image: ImageSize?

  /// Options of games: the board's size, the second player's compensation in Go, the number of observed
  /// positions, and the number of moves after which a game of chess, shogi or Go is over; nil for the game's
  /// own.
  package var size: Int?
  package var komi: Double?
  package var history: Int?
  package var moveLimit: Int?

  /// Options. By default they change nothing.
  package init(
    actionRepeat: Int = 1, episodeSteps: Int? = nil, image: ImageSize? = nil, size: Int? = nil,
    komi: Double? = nil, history: Int? = nil, moveLimit: Int? = nil
  ) {
    (self.actionRepeat, self.episodeSteps, self.image) = (actionRepeat, episodeSteps, image)
    (self.size, self.komi, self.history, self.moveLimit) = (size, komi, history, moveLimit)
  }

  /// The limit of moves as far as a game can be made with it. `applied` refuses others.
  var usableMoveLimit: Int? { moveLimit.map { max(1, $0) } }

  /// A game with a fixed board size. `history` is the game's default.
  func applied<Game: Environment<Int>>(
    history own: Int, _ game: (_ history: Int) -> Game
  ) throws(EnvironmentError) -> any Environment<Int> {
    try applied(sizes: nil, standard: 0, history: own) { _, history in game(history) }
  }

  /// A game whose board has one of several sizes. `standard` is the default size, and `history` the default
  /// history.
  func applied<Game: Environment<Int>>(
    sizes: ClosedRange<Int>?, standard: Int, history own: Int, _ game: (_ size: Int, _ history: Int) -> Game
  ) throws(EnvironmentError) -> any Environment<Int> {
    let board = game(standard, history.map { max(1, $0) } ?? own)
    if let history, history < 1 {
      throw EnvironmentError("A history of \(history) positions cannot be observed: choose 1 or more.")
    }
    let name = board.specification.name
    guard episodeSteps == nil else {
      let advice = Self.limitedGames.contains(name) ? "; moveLimit ends them sooner" : ""
      throw EnvironmentError("Games of \(name) end by their rules: leave out episodeSteps\(advice).")
    }
    guard let size else { return try applied(to: board) }
    guard let sizes else {
      throw EnvironmentError("\(name) has a board of one size: leave out the size.")
    }
    guard sizes.contains(size) else {
      throw EnvironmentError(
        "There is no board of \(size) points a side in \(name): choose \(sizes.lowerBound) to \(sizes.upperBound)."
      )
    }
    return try applied(to: game(size, history ?? own))
  }

  /// An environment that cannot be rendered, with these options.
  ///
  /// Throws `EnvironmentError` if pictures are requested, actions would be taken less than once, or episodes would have
  /// less than one step.
  func applied<Base: Environment>(to base: Base) throws(EnvironmentError) -> any Environment<Base.Action> {
    try check(base.specification)
    guard image == nil else {
      throw EnvironmentError(
        "There are no pictures of \(base.specification.name): leave its observations as they are.")
    }
    guard actionRepeat > 1 else { return try base.limited(to: episodeSteps) }
    return try ActionRepeat(base, count: actionRepeat).limited(to: episodeSteps)
  }

  /// An environment that can be rendered, with these options.
  ///
  /// Throws `EnvironmentError` if actions would be taken less than once, or episodes would have less than one step.
  func applied<Base: RenderedEnvironment>(
    to base: Base
  ) throws(EnvironmentError) -> any Environment<Base.Action> {
    try check(base.specification)
    switch (actionRepeat, image) {
    case (1, nil): return try base.limited(to: episodeSteps)
    case (1, let size?): return try PixelEnvironment(base, size: size).limited(to: episodeSteps)
    case (_, nil): return try ActionRepeat(base, count: actionRepeat).limited(to: episodeSteps)
    case (_, let size?):
      return try PixelEnvironment(ActionRepeat(base, count: actionRepeat), size: size)
        .limited(to: episodeSteps)
    }
  }

  private static let limitedGames = ["chess", "minichess", "shogi", "mini-shogi", Go.name]

  private func check(_ specification: EnvironmentSpecification) throws(EnvironmentError) {
    guard actionRepeat > 0 else {
      throw EnvironmentError("Actions cannot be taken \(actionRepeat) times: choose 1 or more.")
    }
    guard actionRepeat == 1 || specification.players == 1 else {
      throw EnvironmentError("Two players move in turn in \(specification.name): moves cannot be repeated.")
    }
    guard komi == nil || specification.name == Go.name else {
      throw EnvironmentError("There is no komi in \(specification.name): leave it out.")
    }
    guard moveLimit == nil || Self.limitedGames.contains(specification.name) else {
      throw EnvironmentError("There is no limit of moves to set in \(specification.name): leave it out.")
    }
    if let moveLimit, moveLimit < 1 {
      throw EnvironmentError("A limit of \(moveLimit) moves ends no game: choose 1 or more.")
    }
    guard specification.players == 2 || (size == nil && history == nil) else {
      throw EnvironmentError("\(specification.name) has no board: leave out its size and history.")
    }
  }
}
