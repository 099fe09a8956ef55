import Device
import Environments
import Networks
import Operations
import Replay
import Runs
import Search
import Telemetry

/// An agent of MuZero with parameters of its own, which chooses actions by search, for many environments at
/// once.
///
/// It belongs to one thread at a time.
public final class MuZeroAgent {
  /// What it was trained with.
  public let settings: MuZeroSettings
  /// What it acts in.
  public let specification: EnvironmentSpecification
  private let store: ModelStore
  private let network: MuZeroNetwork
  private let actions: Int
  private var evaluator: SnapshotEvaluator
  private var search: TreeSearch

  /// An agent for environments of `specification`, with the parameters that `load` sets.
  ///
  /// - Parameters:
  /// - trees: the largest number of environments that are asked about at once.
  /// - simulations: the largest number of simulations of a search.
  ///
  /// Throws the errors of `load`, and if the device fails or cannot hold what is needed.
  package init(
    _ settings: MuZeroSettings, specification: EnvironmentSpecification, context: ExecutionContext,
    trees: Int,
    simulations: Int, load: (ModelStore) throws -> Void
  ) throws {
    try settings.checkPrecision(on: context.device.info)
    self.settings = settings
    self.specification = specification
    let builder = ModelBuilder()
    network = MuZeroNetwork(builder, settings.networkConfiguration(specification))
    actions = network.configuration.actions
    store = try ModelStore(builder, device: context.device)
    try load(store)
    evaluator = try SnapshotEvaluator(
      network, from: store, trees: trees, simulations: simulations, context: context,
      place: settings.usedSearchPlace, precision: settings.search.precision)
    search = try TreeSearch(
      capacity: SearchCapacity(
        trees: trees, simulations: simulations, actions: actions,
        keepsSubtrees: settings.search.reuseSubtree))
  }

  /// The agent of a checkpoint, for environments of `specification`. It searches `environments` trees at
  /// once, or as many as there is memory for.
  ///
  /// Throws if the checkpoint cannot be read or does not fit, and if the device fails.
  package convenience init(
    _ settings: MuZeroSettings, checkpoint folder: String, specification: EnvironmentSpecification,
    context: ExecutionContext, environments: Int, simulations: Int
  ) throws {
    let state = settings.networkConfiguration(specification).state
    let bytes = state.count * MemoryLayout<Float>.size * (simulations + 1)
    try self.init(
      settings, specification: specification, context: context,
      trees: max(1, min(environments, Self.maximumStateBytes / bytes)), simulations: simulations
    ) { try $0.loadParameters(path: CheckpointParts.model(in: folder)) }
  }

  /// The most simulations that a search has.
  var maximumSimulations: Int { search.capacity.simulations }

  /// The largest size of a search's latent states in a device's memory, in bytes.
  private static let maximumStateBytes = 1 << 30

  /// Loads new parameters by `load`.
  package func takeParameters(_ load: (ModelStore) throws -> Void) throws {
    try load(store)
    try evaluator.takeParameters(from: store)
    search.forgetTrees()
  }

  /// A position that the agent is asked about: the observations so far, and the legal actions.
  package struct Position {
    package let trajectory: Trajectory
    package let legal: [Int]?
    /// The course that led here, for searches that reuse subtrees; nil if the position stands alone.
    package let course: Course?

    package init(_ trajectory: Trajectory, legal: [Int]?, course: Course? = nil) {
      (self.trajectory, self.legal, self.course) = (trajectory, legal, course)
    }

    /// A position of which only the newest observation is known. The networks must need no other.
    package init(
      observation: Observation, legal: [Int]?, in specification: EnvironmentSpecification,
      course: Course? = nil
    ) {
      self.init(
        Trajectory(specification: specification, firstObservation: observation), legal: legal, course: course)
    }
  }

  /// The place of a position in a sequence of positions that are asked about one after the other.
  package struct Course: Sendable {
    /// The number of the game, the same for all its positions.
    package let game: UInt64
    /// The number of actions that led from the game's beginning to the position.
    package let length: Int
    /// The actions since the position that was asked about before.
    package let taken: [Int]

    package init(game: UInt64, length: Int, taken: [Int]) {
      (self.game, self.length, self.taken) = (game, length, taken)
    }
  }

  /// The results of searches without noise in any number of positions. Once `isStopped` returns true,
  /// searches end early.
  ///
  /// Throws `SearchError` and the device's errors.
  package func results(
    of positions: [Position], simulations: Int, isStopped: (() -> Bool)? = nil
  ) throws -> [TreeResult] {
    var results: [TreeResult] = []
    results.reserveCapacity(positions.count)
    for start in stride(from: 0, to: positions.count, by: search.capacity.trees) {
      let part = positions[start..<min(start + search.capacity.trees, positions.count)]
      _ = try search.run(
        prepare(Array(part), simulations: simulations), evaluator: evaluator.evaluator,
        isStopped: isStopped)
      results += part.indices.map { search.result(of: $0 - part.startIndex) }
    }
    return results
  }

  /// The same of whole searches. Throws `DroppedWork` once `isInterrupted` returns true.
  func wholeResults(
    of positions: [Position], simulations: Int, isInterrupted: (() -> Bool)?
  ) throws -> [TreeResult] {
    let results = try results(of: positions, simulations: simulations, isStopped: isInterrupted)
    if isInterrupted?() == true { throw DroppedWork() }
    return results
  }

  /// Searches one position without noise, by at most `simulations` simulations. It ends early after the
  /// simulation at which `goesOn` returns false. `goesOn` may call `soFar` for the result so far, which does
  /// not include the current simulation.
  ///
  /// Throws as `results(of:simulations:)`.
  package func thought(
    about position: Position, simulations: Int, goesOn: @escaping (_ soFar: () -> Thought) -> Bool
  ) throws -> Thought {
    let soFar = { [search] in Thought(result: search.result(of: 0), shape: search.shape(of: 0)) }
    var isFirst = true
    _ = try search.run(prepare([position], simulations: simulations), evaluator: evaluator.evaluator) {
      // The first simulation is not in the tree yet, so there is nothing to show.
      defer { isFirst = false }
      return isFirst || goesOn(soFar)
    }
    return soFar()
  }

  /// Searches one position without noise, and returns the whole tree.
  ///
  /// Throws as `results(of:simulations:)`.
  package func tree(of position: Position, simulations: Int) throws -> TreeDump {
    _ = try search.run(prepare([position], simulations: simulations), evaluator: evaluator.evaluator)
    return search.dump(of: 0)
  }

  /// What a search has found, and how it spread out.
  public struct Thought {
    /// Visits, values and priors of the actions, and the state's value.
    public let result: TreeResult
    /// How the tree grew, with the line that the agent expects.
    public let shape: TreeShape

    /// The most visited action; by Gumbel MuZero's rules the one that the root's search left over.
    public var action: Int { result.action(temperature: 0) }
  }

  /// Hands the positions' observations to the evaluator, and returns the requests to search. There may be at
  /// most as many positions as the search has trees.
  private func prepare(_ positions: [Position], simulations: Int) -> [TreeRequest] {
    let stacking = settings.replayConfiguration(specification).stacking
    var observations = ObservationBatch(
      specification.observations.element, count: positions.count * stacking.size)
    for (row, position) in positions.enumerated() {
      stacking.write(position.trajectory, step: position.trajectory.steps, to: &observations, row: row)
    }
    evaluator.setObservations(observations)
    return positions.map { position in
      settings.request(
        players: specification.players, actions: actions, legal: position.legal, explores: false,
        simulations: simulations,
        key: RandomKey(tree: position.course?.game ?? 0, move: UInt64(position.course?.length ?? 0)),
        taken: position.course?.taken)
    }
  }

  /// An episode that the agent can be asked about. Observations that the agent no longer sees are dropped.
  public func episode(of environment: any Environment<Int>, seed: UInt64) throws -> AgentEpisode {
    check(environment)
    return try AgentEpisode(environment, seed: seed, seenStates: seenStates)
  }

  /// The same for an environment that has begun elsewhere, in a state that shows `observation`.
  public func episode(of environment: any Environment<Int>, at observation: Observation) -> AgentEpisode {
    check(environment)
    return AgentEpisode(environment, at: observation, seenStates: seenStates)
  }

  /// Stops if an environment is not like those that the agent was trained in.
  private func check(_ environment: any Environment<Int>) {
    let other = environment.specification
    precondition(
      other.observations == specification.observations && other.actions == specification.actions
        && other.players == specification.players,
      "\(other.name) with observations \(other.observations.shape), for an agent that was trained in \(specification.name) with observations \(specification.observations.shape)"
    )
  }

  private var seenStates: Int {
    settings.targetConfiguration(players: specification.players).leadingSteps + 1
  }

  /// The returns of whole episodes of a one-player `environment`, always taking the most visited action:
  /// [episodes]. An episode that is lost begins again.
  ///
  /// `seed` decides how the episodes begin. After every step `progress` is called with the number of episodes
  /// that are over and the number of all steps. Every state of the first episode is recorded in `video`.
  /// Throws as `results(of:simulations:)`, and `DroppedWork` once `isInterrupted` returns true.
  package func returns(
    of environment: any Environment<Int>, episodes count: Int, simulations: Int, seed: UInt64,
    video: EpisodeVideo? = nil,
    progress: (_ episodes: Int, _ steps: Int) -> Void = { _, _ in }, isInterrupted: (() -> Bool)? = nil
  ) throws -> [Double] {
    var losses = EpisodeLosses(episodes: count)
    func begin(_ index: Int) throws -> AgentEpisode {
      try losses.begin(index) {
        try episode(of: environment, seed: RandomPurpose.evaluation.seed(of: seed, index))
      }
    }
    var episodes = try (0..<count).map(begin)
    var live = Array(episodes.indices)
    var steps = 0
    video?.append(episodes[0].environment)
    while !live.isEmpty {
      let results = try wholeResults(
        of: live.map { episodes[$0].position }, simulations: simulations, isInterrupted: isInterrupted)
      let actions = results.map { $0.action(temperature: 0) }
      for (index, action) in zip(live, actions) { episodes[index].environment.prepare(action) }
      for (index, action) in zip(live, actions) {
        do {
          try episodes[index].step(action)
        } catch let loss as LostEpisode {
          try losses.note(loss, in: index)
          episodes[index] = try begin(index)
        }
      }
      if live[0] == 0 { video?.append(episodes[0].environment) }
      steps += live.count
      live.removeAll { episodes[$0].isOver }
      progress(count - live.count, steps)
    }
    return episodes.map(\.return)
  }
}
