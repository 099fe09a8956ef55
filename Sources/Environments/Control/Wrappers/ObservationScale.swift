/// Multiplies the numbers of an observation by factors, so that they have similar ranges for a network.
public struct ObservationScale<Base: Environment>: EnvironmentWrapper {
  /// The wrapped environment.
  public private(set) var base: Base
  /// One factor for each number.
  public let factors: [Float]

  /// Scales the observations of an environment, which must be numbers, by one factor each.
  public init(_ base: Base, factors: [Float]) {
    let observations = base.specification.observations
    precondition(observations.element == .float32, "scaled observations of \(observations.element)")
    precondition(
      factors.count == observations.count, "\(factors.count) factors for \(observations.count) numbers")
    (self.base, self.factors) = (base, factors)
  }

  /// The wrapped environment's specification.
  public var specification: EnvironmentSpecification { base.specification }

  /// Begins an episode.
  public mutating func reset(seed: UInt64) throws(Base.Failure) -> Observation {
    scaled(try base.reset(seed: seed))
  }

  /// Takes the action.
  public mutating func step(_ action: Base.Action) throws(Base.Failure) -> EnvironmentStep {
    let step = try base.step(action)
    return EnvironmentStep(
      observation: scaled(step.observation), reward: step.reward, isTerminated: step.isTerminated,
      isTruncated: step.isTruncated)
  }

  private func scaled(_ observation: Observation) -> Observation {
    guard case .numbers(let values) = observation else {
      preconditionFailure("\(specification.name) observes bytes, but its specification says numbers")
    }
    return .numbers(zip(values, factors).map { $0 * $1 })
  }
}

extension ObservationScale: RenderedEnvironment where Base: RenderedEnvironment {}
