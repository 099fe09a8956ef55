import Environments
import Planning
import Randomness
import Replay

/// Chooses the actions of episodes that are played in step.
protocol Policy {
  /// To be called when episodes begin.
  func begin() throws

  /// The actions in a situation, [episodes][dimensions]. Those of finished episodes do not matter.
  func actions(in situation: Situation) throws -> [[Float]]
}

/// The situation of episodes that are played in step.
struct Situation {
  /// The number of actions taken in each episode.
  var time = 0
  var environments: [any Environment<[Float]>]
  /// The newest observations: [episodes, observation...].
  var observations: ObservationBatch
  /// The actions that led to the observations, 0 before the first: [episodes, dimensions].
  var previousActions: [Float]
  /// Whether each episode is over: [episodes].
  var isOver: [Bool]
  let dimensions: Int
}

/// A policy of actions that are uniform between −1 and 1, with one random stream for each episode.
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

/// A policy that plans in the model's latent states. If there are random streams, one for each episode, it
/// adds normal noise.
final class PlanningPolicy: Policy {
  private let planner: LatentPlanner
  /// The first number of the device's random draws; its lower 32 bits count actions.
  private let firstStep: UInt64
  private let deviation: Double
  private var streams: [RandomStream]

  /// `number` distinguishes the random draws of these episodes from those of others.
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

/// A policy that plans with the true dynamics: the cross-entropy method in copies of the environments.
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

/// An environment in which planners try plans.
struct EnvironmentSimulator: Simulator {
  private var environment: any Environment<[Float]>
  private var isOver = false

  /// A simulator that starts in the environment's current state. The episode must not be over, and the
  /// environment must be copyable.
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
