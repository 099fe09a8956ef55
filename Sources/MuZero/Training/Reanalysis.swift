import Networks
import Operations
import Randomness
import Replay

/// MuZero Reanalyze: updates whose values, and in a given share whose policies, come of the networks as they are now
/// (Schrittwieser et al. 2020, appendix H; 2021).
///
/// The positions of a tick's updates are drawn one tick before, so that their states are searched beside self-play. A
/// state that several of them want is searched once in the tick.
final class Reanalysis {
  /// An update that is being prepared.
  struct Work: Sendable {
    let positions: [ReplayPosition]
    /// The rows of fresh values, in the order in which the replay wants them.
    let values: [Int]
    /// The rows of fresh policies; nil where the stored ones are to be used.
    let policies: [Int]?
    let update: Int
  }

  /// What self-play is given of a tick's updates, and what it returns.
  struct Task: Sendable {
    var works: [Work] = []
    /// What is searched: the rows of policies, and of values where those come of searches.
    var states = ReanalyzedStates()
    /// What the target network is asked for, where values come of it.
    var valued: [StoredState] = []
    /// The values of `valued`.
    var values: [Float] = []
  }

  /// States without repetition, in the order in which they were first asked for.
  private struct StateList {
    private(set) var states: [StatePosition] = []
    private var rows: [StatePosition: Int] = [:]

    /// The row of a state, which is a new one where it was not asked for before.
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
  /// After how many updates the target network was renewed last.
  private var renewal = 0

  init(
    _ settings: MuZeroSettings, seed: UInt64, network: MuZeroNetwork, stacking: ObservationStacking,
    store: ModelStore, selection: ProductSelection
  ) throws {
    self.settings = settings
    self.seed = seed
    stateValues = try StateValues(
      network, stacking: stacking, from: store, selection: selection,
      precision: settings.search.precision)
  }

  /// Renews the target network where it is asked for values and it is time. The learner's queue must have finished.
  func renewTarget(from store: ModelStore, updates: Int) throws {
    if searchesBootstraps { return }
    if let interval = settings.reanalyze.targetInterval, updates - renewal < interval { return }
    try stateValues.takeParameters(from: store)
    renewal = updates
  }

  /// Draws the positions of the updates of these numbers.
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

  /// Finds the target network's values of a task, beside the learner.
  func evaluate(_ task: inout Task) throws {
    task.values = try stateValues.values(of: task.valued)
  }

  /// The updates of a task that is done.
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
