import Common
import Environments
import Replay
import Runs
import Search
import Settings

/// Plays all environments in step, with all their trees in one search, and searches states of the replay
/// again beside them.
///
/// What it does depends on the seed, the parameters and the earlier moves alone. To be used by one thread at
/// a time.
package final class SelfPlay {
  /// The result of some moves.
  package struct Report: Sendable {
    /// The finished trajectories in order of time; within a move, in the order of the environments.
    package var pieces: [Trajectory] = []
    package var episodes: [PlayedEpisode] = []
    /// The number of environment steps.
    package var steps = 0
    /// The number of episodes that were lost with their workers.
    package var losses = 0
    package var simulations = 0
    package var batches = 0
    /// The times of searches and of all moves, in seconds.
    package var searchSeconds = 0.0
  }

  private let settings: MuZeroSettings
  private let specification: EnvironmentSpecification
  private let actions: Int
  private let seed: UInt64
  private let stacking: ObservationStacking
  private let evaluator: SnapshotEvaluator
  private let search: TreeSearch
  private let clock: WorkClock
  private let maximum: Int
  private let groups: [Range<Int>]
  /// An actor, what its search found, and the action that it takes; nil where its episode was truncated.
  private typealias Choice = (actor: Int, result: TreeResult, action: Int?)
  /// The steps that environments have begun.
  private var underWay: [Choice] = []
  private var actors: [Actor]
  /// The number of moves that every environment has made.
  package private(set) var moves = 0
  /// The number of states that were searched again.
  private var reanalyzed = 0

  /// Environments at the beginning of their first episodes. `evaluator` must be made for `maximumTrees`
  /// trees.
  init(
    _ settings: MuZeroSettings, environment: any Environment<Int>, seed: UInt64, evaluator: SnapshotEvaluator,
    maximumTrees: Int, clock: WorkClock
  ) throws {
    self.settings = settings
    self.clock = clock
    self.seed = seed
    self.evaluator = evaluator
    specification = environment.specification
    actions = settings.networkConfiguration(specification).actions
    stacking = settings.replayConfiguration(specification).stacking
    maximum = maximumTrees
    groups = settings.environmentGroups(isCopied: environment.isCopied, on: evaluator.device.info)
    search = try TreeSearch(
      capacity: SearchCapacity(
        trees: maximumTrees, simulations: settings.search.simulations, actions: actions,
        keepsSubtrees: settings.search.reuseSubtree))
    actors = try (0..<settings.selfPlay.environments).map {
      try Actor($0, environment: environment, episode: 0, seed: seed, settings: settings)
    }
  }

  /// Moves every environment `count` times, and searches all of `states` again.
  ///
  /// Throws `SearchError` and the device's errors; the run cannot go on then.
  package func play(moves count: Int, temperature: Double, reanalyzing states: inout ReanalyzedStates) throws
    -> Report
  {
    var report = Report()
    // The parameters may be new, so the subtrees of earlier searches are outdated.
    search.forgetTrees()
    for index in 0..<count {
      let share = (states.remaining + count - index - 1) / (count - index)
      try playMove(temperature: temperature, reanalyzing: &states, at: share, &report)
    }
    try finishSteps(&report)
    while states.remaining > 0 {
      try searchStates(&states, count: min(states.remaining, maximum), &report)
    }
    return report
  }

  /// One move of all environments, group by group: where there are two groups, one takes its steps while the other is
  /// searched. The last group's steps are finished by whoever needs them.
  private func playMove(
    temperature: Double, reanalyzing states: inout ReanalyzedStates, at share: Int, _ report: inout Report
  ) throws {
    for (number, group) in groups.enumerated() {
      let part = (share + groups.count - number - 1) / groups.count
      let count = min(part, states.remaining, maximum - group.count)
      if group.count + count == 0 { continue }
      let results = try search(group, reanalyzing: &states, count, &report)
      try finishSteps(&report)
      begin(zip(group, results).map { ($0, $1, action(in: actors[$0], $1, temperature)) })
      if groups.count == 1 { try finishSteps(&report) }
    }
    moves += 1
  }

  /// Searches a group's states, and beside them so many of `states`; returns what was found for the group.
  private func search(
    _ group: Range<Int>, reanalyzing states: inout ReanalyzedStates, _ count: Int, _ report: inout Report
  ) throws -> [TreeResult] {
    let trees = group.count + count
    var observations = ObservationBatch(specification.observations.element, count: trees * stacking.size)
    var requests: [TreeRequest] = []
    requests.reserveCapacity(trees)
    for (row, actor) in actors[group].enumerated() {
      stacking.write(
        actor.cutter.trajectory, step: actor.cutter.trajectory.steps, to: &observations, row: row)
      requests.append(
        settings.request(
          players: specification.players, actions: actions,
          legal: actor.isTruncated ? nil : actor.environment.legalActions, explores: true,
          key: RandomKey(
            seed: RandomPurpose.selfPlay.seed(of: seed, actor.number), tree: UInt64(actor.episode),
            move: UInt64(actor.steps)),
          taken: actor.log.actions.last.map { [Int($0)] }))
    }
    let range = states.next..<states.next + count
    for (row, state) in zip(group.count..<trees, states.states[range]) {
      stacking.write(state.trajectory, step: state.step, to: &observations, row: row)
    }
    requests += reanalysisRequests(states, range)
    try run(requests, observations, &report)
    states.take((0..<count).map { search.result(of: group.count + $0) })
    return group.indices.map { search.result(of: $0 - group.lowerBound) }
  }

  /// Lets environments begin to take the actions that were chosen.
  private func begin(_ choices: [Choice]) {
    for (index, _, action) in choices {
      if let action { actors[index].environment.prepare(action) }
    }
    if let first = choices.first { actors[first.actor].environment.startPrepared() }
    underWay = choices
  }

  private func finishSteps(_ report: inout Report) throws {
    defer { underWay = [] }
    for (index, result, action) in underWay {
      let move =
        if let action {
          try actors[index].act(action, policy: result.policy, rootValue: result.rootValue)
        } else {
          try actors[index].finish(value: result.rootValue)
        }
      if action != nil, move.losses == 0 || move.episode != nil { report.steps += 1 }
      report.add(move, index)
    }
  }

  private func searchStates(_ states: inout ReanalyzedStates, count: Int, _ report: inout Report) throws {
    let range = states.next..<states.next + count
    var observations = ObservationBatch(specification.observations.element)
    stacking.write(states.states[range], to: &observations)
    try run(reanalysisRequests(states, range), observations, &report)
    states.take((0..<count).map { search.result(of: $0) })
  }

  private func reanalysisRequests(_ states: ReanalyzedStates, _ range: Range<Int>) -> [TreeRequest] {
    let reanalysisSeed = RandomPurpose.reanalysis.seed(of: seed, 0)
    defer { reanalyzed += range.count }
    return range.enumerated().map { offset, index in
      settings.request(
        players: specification.players, actions: actions, legal: states.legal[index], explores: true,
        key: RandomKey(seed: reanalysisSeed, tree: UInt64(reanalyzed + offset)))
    }
  }

  private func run(_ requests: [TreeRequest], _ observations: ObservationBatch, _ report: inout Report) throws
  {
    evaluator.setObservations(observations)
    let statistics = try clock.during { try search.run(requests, evaluator: evaluator.evaluator) }
    report.simulations += statistics.leaves
    report.batches += statistics.batchSizes.reduce(0) { $0 + $1.batches }
    report.searchSeconds += statistics.seconds
  }

  /// The action that an actor takes; nil if its episode was truncated.
  private func action(in actor: Actor, _ result: TreeResult, _ temperature: Double) -> Int? {
    if actor.isTruncated { return nil }
    let explores = settings.selfPlay.exploringMoves.map { actor.steps < $0 } ?? true
    return result.action(temperature: explores ? temperature : 0)
  }
}

extension SelfPlay.Report {
  fileprivate mutating func add(_ move: Actor.Move, _ environment: Int) {
    pieces += move.pieces
    losses += move.losses
    if let episode = move.episode {
      episodes.append(
        PlayedEpisode(environment: environment, return: episode.return, length: episode.length))
    }
  }
}

// MARK: Going on

extension SelfPlay {
  /// The state of all current episodes in a checkpoint.
  struct State {
    var moves: Int
    var reanalyzed: Int
    var episodes: [Int]
    var truncated: [Bool]
    var logs: [Actor.Log]
    /// The checksums of the newest observations; nil in a checkpoint of an older program that stored none.
    var checks: [UInt32?]
    /// The stored episodes; nil for environments that cannot store them, whose episodes are played again.
    var underWay: [EpisodeUnderWay?]
  }

  /// The current state. Throws if an environment cannot store its episode.
  func state() throws -> State {
    State(
      moves: moves, reanalyzed: reanalyzed, episodes: actors.map(\.episode),
      truncated: actors.map(\.isTruncated),
      logs: actors.map(\.log), checks: actors.map(\.newest.check),
      underWay: try actors.map { try $0.underWay() })
  }

  /// Continues from a stored state, which must be of as many environments.
  ///
  /// Returns the number of episodes that did not take the same course when played again, and were replaced by
  /// new ones. This is allowed for environments in worker processes only; throws if any other takes another
  /// course.
  func resume(_ state: State, environment: any Environment<Int>) throws -> Int {
    precondition(
      state.episodes.count == actors.count,
      "\(state.episodes.count) episodes for \(actors.count) environments")
    (moves, reanalyzed) = (state.moves, state.reanalyzed)
    var others = 0
    for index in actors.indices {
      actors[index] = try Actor(
        index, environment: environment, episode: state.episodes[index], seed: seed, settings: settings)
      if try resume(index, state) { continue }
      guard !environment.isCopied else {
        throw SettingsError(
          "the episodes of \(specification.name) that the checkpoint has do not take the same course again; go on with the program that wrote it"
        )
      }
      others += 1
      actors[index] = try Actor(
        index, environment: environment, episode: state.episodes[index] + 1, seed: seed, settings: settings)
    }
    return others
  }

  /// Continues an episode, or plays it again. Returns whether its newest observation is the stored one.
  private func resume(_ index: Int, _ state: State) throws -> Bool {
    do {
      if let episode = state.underWay[index] {
        try actors[index].resume(episode, state.logs[index])
      } else {
        try actors[index].replay(state.logs[index])
      }
    } catch is LostEpisode {
      return false
    }
    return isAsBefore(index, state)
  }

  private func isAsBefore(_ index: Int, _ state: State) -> Bool {
    let actor = actors[index]
    return actor.episode == state.episodes[index] && actor.isTruncated == state.truncated[index]
      && actor.log == state.logs[index] && actor.newest.check == state.checks[index] ?? actor.newest.check
  }
}

extension Observation {
  fileprivate var check: UInt32 {
    switch self {
    case .bytes(let bytes): CRC32.of(bytes)
    case .numbers(let numbers): numbers.withUnsafeBytes { CRC32.of($0) }
    }
  }
}
