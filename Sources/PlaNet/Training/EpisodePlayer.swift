import Environments
import Replay
import Telemetry

/// Plays whole episodes of an environment, several in step.
struct EpisodePlayer {
  private let environment: any Environment<[Float]>
  private let dimensions: Int

  /// A player of `environment`, whose actions must be continuous.
  init(_ environment: any Environment<[Float]>) {
    guard case .continuous(let low, _) = environment.specification.actions else {
      preconditionFailure("\(environment.specification.name) has discrete actions")
    }
    self.environment = environment
    dimensions = low.count
  }

  /// Plays one episode for each of `seeds` to its end, with the actions of `policy`.
  ///
  /// Episodes that are lost on the way are left out. Throws the errors of the policy and the environment, and
  /// `DroppedWork` once `isInterrupted` returns true.
  func play(
    _ policy: some Policy, seeds: [UInt64], isInterrupted: () -> Bool = { false }
  ) throws -> [ContinuousEpisode] {
    let specification = environment.specification
    var situation = Situation(
      environments: seeds.map { _ in environment },
      observations: ObservationBatch(specification.observations.element),
      previousActions: [Float](repeating: 0, count: seeds.count * dimensions),
      isOver: seeds.map { _ in false }, dimensions: dimensions)
    var episodes: [ContinuousEpisode] = []
    var lost: Set<Int> = []
    for (index, seed) in seeds.enumerated() {
      let first = try situation.begin(index, seed: seed)
      situation.observations.append(first)
      episodes.append(ContinuousEpisode(specification: specification, firstObservation: first))
    }
    try policy.begin()
    while situation.isOver.contains(false) {
      if isInterrupted() { throw DroppedWork() }
      let actions = try policy.actions(in: situation)
      let live = seeds.indices.filter { !situation.isOver[$0] }
      for index in live { situation.environments[index].prepare(actions[index]) }
      for index in live {
        do {
          let step = try situation.environments[index].step(actions[index])
          episodes[index].append(action: actions[index], step: step)
          situation.take(step, after: actions[index], in: index)
        } catch is LostEpisode {
          situation.isOver[index] = true
          lost.insert(index)
        }
      }
      situation.time += 1
    }
    return episodes.indices.filter { !lost.contains($0) }.map { episodes[$0] }
  }
}

extension Situation {
  /// The first observation of an episode. An episode that is lost at once begins again.
  fileprivate mutating func begin(_ episode: Int, seed: UInt64) throws -> Observation {
    while true {
      do {
        return try environments[episode].reset(seed: seed)
      } catch is LostEpisode {}
    }
  }

  /// Records an action that was taken in an episode, and its result.
  fileprivate mutating func take(_ step: EnvironmentStep, after action: [Float], in episode: Int) {
    var row = ObservationBatch(observations.element)
    row.append(step.observation)
    observations.replaceRows(episode..<episode + 1, size: row.count, with: row, from: 0)
    previousActions.replaceSubrange(episode * dimensions..<(episode + 1) * dimensions, with: action)
    isOver[episode] = step.isOver
  }
}

extension ContinuousEpisode {
  var `return`: Double { rewards.reduce(0) { $0 + Double($1) } }
  var actions: Int { rows - 1 }
}
