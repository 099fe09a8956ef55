import Networks
import Operations
import Replay

/// MuZero Reanalyze: updates whose values and, in a given share of the updates, whose policies are computed
/// by newer networks (Schrittwieser et al. 2020, appendix H; 2021).
///
/// The positions of a tick's updates are drawn one tick ahead, so that their states can be searched beside
/// self-play. A state that several updates need is searched once per tick.
final class Reanalysis {
  /// An update that is being prepared.
  struct Work: Sendable {
    let positions: [ReplayPosition]
    /// The row of each fresh value, in the replay's order.
    let values: [Int]
    /// The row of each fresh policy; nil if the stored policies are to be used.
    let policies: [Int]?
    let update: Int
  }

  /// The work for a tick's updates that self-play is given, with its results.
  struct Task: Sendable {
    var works: [Work] = []
    /// The states to be searched: those of policies and, if values come from searches, those of values.
    var states = ReanalyzedStates()
    /// The states whose values the target network computes, if values come from it.
    var valued: [StoredState] = []
    var values: [Float] = []
  }

  /// A list of distinct states, in the order in which they were first requested.
  private struct StateList {
    private(set) var states: [StatePosition] = []
    private var rows: [StatePosition: Int] = [:]

    /// The row of a state; a state that was not requested before gets a new row.
    mutating func row(of state: StatePosition) -> Int {
      if let row = rows[state] { return row }
      rows[state] = states.count
      states.append(state)
      return states.count - 1
    }
  }

  private let settings: MuZeroSettings
  private let seed: UInt64
  private let stateValues: StateValues
  /// The number of updates at the last renewal of the target network.
  private var renewal = 0

  init(
    _ settings: MuZeroSettings, seed: UInt64, network: MuZeroNetwork, stacking: ObservationStacking,
    store: ModelStore, context: ExecutionContext
  ) throws {
    self.settings = settings
    self.seed = seed
    stateValues = try StateValues(
      network, stacking: stacking, from: store, context: context,
      precision: settings.search.precision)
  }

  /// Renews the target network if values come from it and its interval has passed. The learner's queue must
  /// have finished.
  func renewTarget(from store: ModelStore, updates: Int) throws {
    if searchesBootstraps { return }
    if let interval = settings.reanalyze.targetInterval, updates - renewal < interval { return }
    try stateValues.takeParameters(from: store)
    renewal = updates
  }

  /// Draws the positions of the updates with these numbers.
  func task(updates: Range<Int>, replay: ReplayBuffer) -> Task {
    var task = Task()
    var (searched, valued) = (StateList(), StateList())
    for update in updates {
      var stream = RandomPurpose.sampling.stream(seed: seed, update)
      let positions = replay.sample(count: settings.learner.batch, stream: &stream)
      let bootstraps = replay.bootstrapPositions(for: positions)
      var choice = RandomPurpose.reanalysis.stream(seed: seed, 1, update)
      let unrolled =
        choice.uniform() < settings.reanalyze.policyShare ? replay.unrolledPositions(for: positions) : nil
      task.works.append(
        Work(
          positions: positions,
          values: bootstraps.map { searchesBootstraps ? searched.row(of: $0) : valued.row(of: $0) },
          policies: unrolled?.map { searched.row(of: $0) }, update: update))
    }
    if !searched.states.isEmpty {
      task.states = ReanalyzedStates(
        replay.stored(searched.states), legal: searched.states.map(replay.legalActions))
    }
    task.valued = replay.stored(valued.states)
    return task
  }

  private var searchesBootstraps: Bool { settings.reanalyze.bootstrapValues == .search }

  /// Computes the target network's values of a task. It can run beside the learner.
  func evaluate(_ task: inout Task) throws {
    task.values = try stateValues.values(of: task.valued)
  }

  func updates(of task: Task, replay: ReplayBuffer, actions: Int) -> [PreparedUpdate] {
    let values = searchesBootstraps ? task.states.rootValues : task.values
    return task.works.map { work in
      let policies = work.policies?.flatMap { task.states.policies[$0 * actions..<($0 + 1) * actions] }
      var stream = RandomPurpose.pastEnd.stream(seed: seed, work.update)
      let batch = replay.fill(
        work.positions, stream: &stream, freshValues: work.values.map { values[$0] },
        freshPolicies: policies)
      return PreparedUpdate(positions: work.positions, batch: batch)
    }
  }

  // MARK: Going on

  var state: (renewal: Int, parameters: [String: [Float]]) {
    get throws { (renewal, try stateValues.parameters()) }
  }

  func resume(renewal: Int, parameters: [String: [Float]]) throws {
    self.renewal = renewal
    try stateValues.setParameters(parameters)
  }
}
