/// Scales actions to the range from −1 to 1 in every dimension, whatever the wrapped environment's bounds: −1
/// stands for the lower bound, 1 for the upper bound. Numbers beyond are clipped.
public struct UnitActions<Base: Environment>: EnvironmentWrapper where Base.Action == [Float] {
  /// The wrapped environment.
  public private(set) var base: Base
  /// The wrapped environment's specification with other actions.
  public let specification: EnvironmentSpecification
  private let low: [Float]
  private let high: [Float]

  /// Scales the actions of an environment with continuous actions.
  public init(_ base: Base) {
    let inside = base.specification
    guard case .continuous(let low, let high) = inside.actions else {
      preconditionFailure("scaled actions of \(inside.name), which are discrete")
    }
    (self.base, self.low, self.high) = (base, low, high)
    specification = EnvironmentSpecification(
      name: inside.name, observations: inside.observations,
      actions: .continuous(low: low.map { _ in -1 }, high: high.map { _ in 1 }), players: inside.players,
      longestEpisode: inside.longestEpisode)
  }

  /// Begins an episode.
  public mutating func reset(seed: UInt64) throws(Base.Failure) -> Observation { try base.reset(seed: seed) }

  /// Calls the wrapped environment with the scaled action.
  public func prepare(_ action: [Float]) { base.prepare(scaled(action)) }

  /// Takes the wrapped environment's action that `action` stands for.
  public mutating func step(_ action: [Float]) throws(Base.Failure) -> EnvironmentStep {
    try base.step(scaled(action))
  }

  private func scaled(_ action: [Float]) -> [Float] {
    precondition(
      action.count == low.count, "an action of \(action.count) numbers, where there are \(low.count)")
    return action.indices.map { index in
      let share = (min(max(action[index], -1), 1) + 1) / 2
      return low[index] + share * (high[index] - low[index])
    }
  }
}

extension UnitActions: RenderedEnvironment where Base: RenderedEnvironment {}
