/// How an environment is to be set up, beyond its name.
package struct EnvironmentOptions: Sendable, Equatable {
  /// How often each action is taken: 1 for once.
  package var actionRepeat: Int
  /// Observes pictures of this size; nil for the environment's own observations.
  package var image: ImageSize?

  /// Options; by default the environment as it is.
  package init(actionRepeat: Int = 1, image: ImageSize? = nil) {
    (self.actionRepeat, self.image) = (actionRepeat, image)
  }

  /// An environment that cannot be seen, set up.
  ///
  /// Throws `EnvironmentError` where pictures of it are asked for, or the actions are to be taken less than once.
  func applied<Base: Environment>(to base: Base) throws(EnvironmentError) -> any Environment<Base.Action> {
    try check(base.specification)
    guard image == nil else {
      throw EnvironmentError(
        "There are no pictures of \(base.specification.name): leave its observations as they are.")
    }
    return actionRepeat == 1 ? base : ActionRepeat(base, count: actionRepeat)
  }

  /// An environment that can be seen, set up.
  ///
  /// Throws `EnvironmentError` where the actions are to be taken less than once.
  func applied<Base: RenderedEnvironment>(
    to base: Base
  ) throws(EnvironmentError) -> any Environment<Base.Action> {
    try check(base.specification)
    switch (actionRepeat, image) {
    case (1, nil): return base
    case (1, let size?): return PixelEnvironment(base, size: size)
    case (_, nil): return ActionRepeat(base, count: actionRepeat)
    case (_, let size?): return PixelEnvironment(ActionRepeat(base, count: actionRepeat), size: size)
    }
  }

  private func check(_ specification: EnvironmentSpecification) throws(EnvironmentError) {
    guard actionRepeat > 0 else {
      throw EnvironmentError("Actions cannot be taken \(actionRepeat) times: choose 1 or more.")
    }
    guard actionRepeat == 1 || specification.players == 1 else {
      throw EnvironmentError("Two players move in turn in \(specification.name): moves cannot be repeated.")
    }
  }
}
