import Device
import Environments
import Networks
import Operations
import Replay
import Search

/// MuZero's networks with parameters of their own, which choose actions by search, for many environments at once.
///
/// It belongs to one thread at a time.
package final class MuZeroAgent {
  package let settings: MuZeroSettings
  package let specification: EnvironmentSpecification
  private let store: ModelStore
  private let network: MuZeroNetwork
  private let actions: Int
  private let selection: ProductSelection
  private var evaluators: SearchEvaluators
  private var search: TreeSearch

  /// An agent for environments as `environment`, with the parameters that `load` sets.
  ///
  /// - Parameters:
  ///   - trees: the most environments that are asked about at once.
  ///   - simulations: the most that a search has.
  ///
  /// Throws what `load` does, and where the device fails or cannot hold what is needed.
  package init(
    _ settings: MuZeroSettings, specification: EnvironmentSpecification, device: any Device, trees: Int,
    simulations: Int, selection: ProductSelection = ProductSelection(), load: (ModelStore) throws -> Void
  ) throws {
    self.settings = settings
    self.specification = specification
    self.selection = selection
    let builder = ModelBuilder()
    network = MuZeroNetwork(builder, settings.networkConfiguration(specification))
    actions = network.configuration.actions
    store = try ModelStore(builder, device: device)
    try load(store)
    evaluators = try SearchEvaluators(
      network, from: store, trees: trees, simulations: simulations, selection: selection)
    search = try TreeSearch(
      capacity: SearchCapacity(trees: trees, simulations: simulations, actions: actions))
  }

  /// Takes up parameters anew.
  package func takeParameters(_ load: (ModelStore) throws -> Void) throws {
    try load(store)
    try evaluators.takeParameters(from: store)
  }

  /// A state that the agent is asked about: what was observed until then, and what can be done.
  package struct Position {
    package let trajectory: Trajectory
    package let legal: [Int]?

    package init(_ trajectory: Trajectory, legal: [Int]?) {
      (self.trajectory, self.legal) = (trajectory, legal)
    }
  }

  /// What searches without noise find in positions, of which there may be any number.
  ///
  /// Throws `SearchError` and what the device does.
  package func results(of positions: [Position], simulations: Int) throws -> [TreeResult] {
    var results: [TreeResult] = []
    results.reserveCapacity(positions.count)
    for start in stride(from: 0, to: positions.count, by: search.capacity.trees) {
      let part = positions[start..<min(start + search.capacity.trees, positions.count)]
      let stacking = settings.replayConfiguration(specification).stacking
      var column = ObservationColumn(
        specification.observations.element, count: part.count * stacking.size)
      for (row, position) in part.enumerated() {
        stacking.write(position.trajectory, step: position.trajectory.steps, to: &column, row: row)
      }
      evaluators.setObservations(column)
      let requests = part.map {
        settings.request(
          players: specification.players, actions: actions, legal: $0.legal, explores: false,
          simulations: simulations, key: RandomKey())
      }
      _ = try search.run(requests, evaluators: evaluators.evaluators)
      results += part.indices.map { search.result(of: $0 - part.startIndex) }
    }
    return results
  }

  /// The returns of whole episodes of `environment`, for one player, the most visited action taken always: [episodes].
  ///
  /// `seed` decides how the episodes begin. Throws as `results(of:simulations:)`.
  package func returns(
    of environment: any Environment<Int>, episodes: Int, simulations: Int, seed: UInt64
  ) throws -> [Double] {
    var environments = (0..<episodes).map { _ in environment }
    var trajectories: [Trajectory] = []
    for index in environments.indices {
      let first = environments[index].reset(
        seed: RandomPurpose.evaluation.seed(of: seed, index))
      trajectories.append(Trajectory(specification: specification, firstObservation: first))
    }
    var returns = [Double](repeating: 0, count: episodes)
    var live = Array(environments.indices)
    while !live.isEmpty {
      let positions = live.map { Position(trajectories[$0], legal: environments[$0].legalActions) }
      let results = try results(of: positions, simulations: simulations)
      var kept: [Int] = []
      for (index, result) in zip(live, results) {
        let action = result.action(temperature: 0)
        let legal = environments[index].legalActions
        let step = environments[index].step(action)
        trajectories[index].append(
          action: action, policy: result.policy, rootValue: result.rootValue, legal: legal, step: step)
        returns[index] += Double(step.reward)
        if !step.isOver { kept.append(index) }
      }
      live = kept
    }
    return returns
  }
}
