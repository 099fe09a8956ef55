import Environments
import Replay

/// Chooses the actions of an episode by planning in what the model believes of it (Hafner et al. 2019, algorithm 2).
///
/// It belongs to one thread at a time.
public final class PlaNetPolicy {
  private let planner: LatentPlanner
  private let specification: EnvironmentSpecification
  private var policy: PlanningPolicy
  private var situation: Situation
  /// Episodes so far, which tell what is drawn for one from what is drawn for others.
  private var episodes = 0

  /// Of episodes of a task that `specification` describes, in which `planner` plans for one at a time.
  init(_ planner: LatentPlanner, _ specification: EnvironmentSpecification) throws {
    guard case .continuous(let low, _) = specification.actions else {
      preconditionFailure("\(specification.name) has discrete actions")
    }
    (self.planner, self.specification) = (planner, specification)
    policy = PlanningPolicy(planner, number: 0)
    situation = Self.beginning(specification, dimensions: low.count)
    try begin()
  }

  private static func beginning(_ specification: EnvironmentSpecification, dimensions: Int) -> Situation {
    Situation(
      environments: [], observations: ObservationBatch(specification.observations.element),
      previousActions: [Float](repeating: 0, count: dimensions), isOver: [false], dimensions: dimensions)
  }

  /// An episode begins, of which nothing is known yet. Throws where the device fails.
  public func begin() throws {
    situation = Self.beginning(specification, dimensions: situation.dimensions)
    policy = PlanningPolicy(planner, number: episodes)
    episodes += 1
    try policy.begin()
  }

  /// Takes in what is observed after the action that was returned last, or at the episode's beginning, and plans.
  ///
  /// Returns the action to take, [dimensions], whose numbers are from −1 to 1. Throws where the device fails.
  public func action(for observation: Observation) throws -> [Float] {
    let expected = specification.observations.count
    precondition(
      observation.count == expected,
      "an observation of \(observation.count) elements, where there are \(expected)")
    situation.observations = ObservationBatch(specification.observations.element)
    situation.observations.append(observation)
    let action = try policy.actions(in: situation)[0]
    situation.previousActions = action
    situation.time += 1
    return action
  }
}
