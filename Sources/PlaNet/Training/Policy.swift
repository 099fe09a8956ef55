import Environments
import Planning
import Randomness
import Replay

/// Who chooses the actions of episodes that are played in step.
protocol Policy {
  /// Episodes begin.
  func begin() throws

  /// The actions [episodes][dimensions] in a situation; those of episodes that are over do not matter.
  func actions(in situation: Situation) throws -> [[Float]]
}

/// Where episodes that are played in step stand.
struct Situation {
  /// Actions taken so far.
  var time = 0
  var environments: [any Environment<[Float]>]
  /// [episodes, observation...], the newest ones.
  var observations: ObservationBatch
  /// [episodes, dimensions]: those that led there; 0 before the first.
  var previousActions: [Float]
  /// [episodes].
  var isOver: [Bool]
  let dimensions: Int
}

/// Uniform between −1 and 1, from a stream for each episode.
final class RandomPolicy: Policy {
  private var streams: [RandomStream]

  init(streams: [RandomStream]) { self.streams = streams }

  func begin() {}

  func actions(in situation: Situation) -> [[Float]] {
    streams.indices.map { episode in
      (0..<situation.dimensions).map { _ in Float(2 * streams[episode].uniform() - 1) }
    }
  }
}

/// Plans in the model's latent states, and adds normal noise from a stream for each episode, where there are streams.
final class PlanningPolicy: Policy {
  private let planner: LatentPlanner
  /// Of the device's draws; the lower half counts actions.
  private let firstStep: UInt64
  private let deviation: Double
  private var streams: [RandomStream]

  /// `number` tells what is drawn from what was drawn for other episodes.
  init(_ planner: LatentPlanner, number: Int, deviation: Double = 0, streams: [RandomStream] = []) {
    (self.planner, self.deviation, self.streams) = (planner, deviation, streams)
    firstStep = UInt64(number) << 32
  }

  func begin() throws { try planner.begin() }

  func actions(in situation: Situation) throws -> [[Float]] {
    let planned = try planner.actions(
      after: situation.observations, previousActions: situation.previousActions,
      step: firstStep + UInt64(situation.time))
    return (0..<planner.rows).map { episode in
      (0..<situation.dimensions).map { dimension in
        var action = planned[episode * situation.dimensions + dimension]
        if !streams.isEmpty { action += Float(deviation * streams[episode].normal()) }
        return min(max(action, -1), 1)
      }
    }
  }
}

/// Plans with the true dynamics: the cross-entropy method in copies of the environments.
struct SimulatorPolicy: Policy {
  private let planner: SimulatorPlanner
  private let seed: UInt64

  init(_ planner: SimulatorPlanner, seed: UInt64) { (self.planner, self.seed) = (planner, seed) }

  func begin() {}

  func actions(in situation: Situation) -> [[Float]] {
    situation.environments.enumerated().map { episode, environment in
      if situation.isOver[episode] { return [Float](repeating: 0, count: situation.dimensions) }
      var stream = RandomStream(seed, UInt64(episode), UInt64(situation.time))
      return planner.plan(from: EnvironmentSimulator(environment), seed: stream.next()).action
    }
  }
}

/// An environment as planners try plans in it.
struct EnvironmentSimulator: Simulator {
  private var environment: any Environment<[Float]>
  private var isOver = false

  /// Goes on from where the environment stands, whose episode is not over, and which can be copied.
  init(_ environment: any Environment<[Float]>) { self.environment = environment }

  mutating func step(_ action: [Float]) -> Float {
    guard !isOver, let step = try? environment.step(action) else {
      isOver = true
      return 0
    }
    isOver = step.isOver
    return step.reward
  }
}
