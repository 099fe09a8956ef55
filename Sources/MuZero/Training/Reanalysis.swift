import Networks
import Operations
import Randomness
import Replay

/// MuZero Reanalyze: updates whose values, and in a given share whose policies, come of the networks as they are now
/// (Schrittwieser et al. 2020, appendix H; 2021).
///
/// The positions of a tick's updates are drawn one tick before, so that their states are searched beside self-play.
final class Reanalysis {
  /// An update that is being prepared.
  struct Work: Sendable {
    let positions: [ReplayPosition]
    /// The states of fresh values.
    let bootstraps: ObservationColumn
    let bootstrapCount: Int
    /// How many states have fresh policies; 0 where the stored ones are to be used.
    let unrolledCount: Int
    let update: Int
  }

  /// What self-play is given of a tick's updates, and what it returns.
  struct Task: Sendable {
    var works: [Work] = []
    var states = ReanalyzedStates()
    /// Of each work: the values of `bootstraps`.
    var values: [[Float]] = []
  }

  private let settings: MuZeroSettings
  private let seed: UInt64
  private let stateValues: StateValues
  /// After how many updates the target network was renewed last.
  private var renewal = 0

  init(
    _ settings: MuZeroSettings, seed: UInt64, network: MuZeroNetwork, store: ModelStore,
    selection: ProductSelection
  ) throws {
    self.settings = settings
    self.seed = seed
    stateValues = try StateValues(network, from: store, selection: selection)
  }

  /// Renews the target network where it is time. The learner's queue must have finished.
  func renewTarget(from store: ModelStore, updates: Int) throws {
    if let interval = settings.reanalyze.targetInterval, updates - renewal < interval { return }
    try stateValues.takeParameters(from: store)
    renewal = updates
  }

  /// Draws the positions of updates number `first` on.
  func task(updates: Range<Int>, replay: ReplayBuffer) -> Task {
    var task = Task()
    var states: [StatePosition] = []
    for update in updates {
      var stream = RandomPurpose.sampling.stream(seed: seed, update)
      let positions = replay.sample(count: settings.learner.batch, stream: &stream)
      let bootstraps = replay.bootstrapPositions(for: positions)
      var choice = RandomPurpose.reanalysis.stream(seed: seed, 1, update)
      let unrolled =
        choice.uniform() < settings.reanalyze.policyShare ? replay.unrolledPositions(for: positions) : []
      states += unrolled
      task.works.append(
        Work(
          positions: positions, bootstraps: replay.observations(of: bootstraps),
          bootstrapCount: bootstraps.count, unrolledCount: unrolled.count, update: update))
    }
    if !states.isEmpty {
      task.states = ReanalyzedStates(
        observations: replay.observations(of: states), legal: states.map(replay.legalActions))
    }
    return task
  }

  /// Finds the fresh values of a task, beside the learner.
  func evaluate(_ task: inout Task) throws {
    task.values = try task.works.map {
      try stateValues.values(of: $0.bootstraps, count: $0.bootstrapCount)
    }
  }

  /// The updates of a task that is done.
  func updates(of task: Task, replay: ReplayBuffer, actions: Int) -> [PreparedUpdate] {
    var next = 0
    return task.works.enumerated().map { index, work in
      let policies =
        work.unrolledCount == 0
        ? nil : Array(task.states.policies[next * actions..<(next + work.unrolledCount) * actions])
      next += work.unrolledCount
      var stream = RandomPurpose.pastEnd.stream(seed: seed, work.update)
      let batch = replay.fill(
        work.positions, stream: &stream, freshValues: task.values[index], freshPolicies: policies)
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
