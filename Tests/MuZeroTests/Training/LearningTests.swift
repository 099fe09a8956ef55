import Device
import Environments
import Operations
import Replay
import TestSupport
import Testing

@testable import MuZero

/// Training finds what is known to be right.
@Suite struct LearningTests {
  private typealias Transition = TableEnvironment.Transition

  private static func settings() -> MuZeroSettings {
    var settings = MuZeroSettings.small("cartpole")
    settings.network.hidden = [16]
    settings.network.encoding = 8
    settings.network.bins = 21
    settings.search.simulations = 25
    settings.search.noiseAlpha = 1
    settings.selfPlay.environments = 8
    settings.selfPlay.movesPerTick = 8
    settings.selfPlay.temperatures = [1, 0]
    settings.selfPlay.temperatureShares = [0.5]
    settings.replay.maximumSteps = 600
    settings.replay.priorityExponent = 0
    settings.learner.batch = 32
    settings.learner.unrollSteps = 3
    settings.learner.samplesPerState = 8
    settings.learner.learningRate = 0.01
    settings.learner.decaySteps = 1000
    settings.learner.weightDecay = 0
    settings.learner.firstSteps = 64
    settings.training.environmentSteps = 5000
    return settings
  }

  /// The values of all states by the network alone, and the most visited action of a search in each.
  private func learned(_ run: SmallRun, in environment: TableEnvironment) throws -> (
    values: [Float], actions: [Int]
  ) {
    let trainer = run.trainer
    let agent = try MuZeroAgent(
      trainer.settings, specification: environment.specification,
      context: try ExecutionContext(device: Devices.select("cpu")),
      trees: environment.table.count, simulations: 25
    ) { try $0.copyValues(from: trainer.store) }
    let states = environment.table.indices.map {
      Trajectory(
        specification: environment.specification, firstObservation: environment.observation(of: $0))
    }
    let results = try agent.results(
      of: states.map { MuZeroAgent.Position($0, legal: nil) }, simulations: 25)
    let values = try StateValues(
      trainer.network, stacking: trainer.replayBuffer.configuration.stacking, from: trainer.store,
      context: try ExecutionContext(device: Devices.select("cpu")))
    return (
      try values.values(of: states.map { StoredState($0, step: 0) }),
      results.map { $0.action(temperature: 0) }
    )
  }

  /// γ = 0.9. From state 0 a reward of 1 can be had at once; two steps on there is one of 4, which is worth 0.9² · 4.
  @Test func aSmallProcessIsSolved() throws {
    let environment = TableEnvironment(
      [
        [Transition(reward: 1, next: nil), Transition(reward: 0, next: 1)],
        [Transition(reward: 0, next: 0), Transition(reward: 0, next: 2)],
        [Transition(reward: 4, next: nil), Transition(reward: 0, next: 0)],
      ], limit: 12)
    var settings = Self.settings()
    settings.search.discount = 0.9
    // With less noise some seeds never find the way to 4, and settle for 1.
    settings.search.noiseShare = 0.5
    settings.training.environmentSteps = 7000
    let run = try SmallRun(settings, environment: environment)
    while !run.trainer.isFinished { try run.tick(1) }
    let (values, actions) = try learned(run, in: environment)
    #expect(actions == [1, 1, 0])
    expectClose(values, [3.24, 3.6, 4], absolute: 0.15)
  }

  /// γ = 0.8. A reward of 1 with every other step whatever is done, for ever: 1 / (1 − 0.8²) and 0.8 times that. Episodes
  /// are cut off after 5 steps, whose rewards alone would be worth 2.05 at most.
  @Test func aLimitOfTimeIsNoEnd() throws {
    let environment = TableEnvironment(
      [
        [Transition(reward: 1, next: 1), Transition(reward: 1, next: 1)],
        [Transition(reward: 0, next: 0), Transition(reward: 0, next: 0)],
      ], limit: 5)
    var settings = Self.settings()
    settings.search.discount = 0.8
    settings.replay.priorityExponent = 1
    let run = try SmallRun(settings, environment: environment)
    while !run.trainer.isFinished { try run.tick(1) }
    expectClose(try learned(run, in: environment).values, [1 / 0.36, 0.8 / 0.36], absolute: 0.15)
  }

  /// An untrained agent has a mean return of about 10 to 20.
  @Test func cartPoleIsLearned() throws {
    var settings = MuZeroSettings.small("cartpole")
    settings.network.hidden = [64]
    settings.network.encoding = 32
    settings.network.bins = 41
    settings.search.simulations = 25
    settings.selfPlay.environments = 16
    settings.selfPlay.movesPerTick = 16
    settings.replay.priorityExponent = 0
    settings.learner.batch = 64
    settings.learner.unrollSteps = 5
    settings.learner.bootstrapSteps = 10
    settings.learner.valueWeight = 0.25
    settings.learner.samplesPerState = 40
    settings.learner.decaySteps = 20_000
    settings.learner.learningRate = 0.003
    settings.learner.firstSteps = 500
    settings.training.environmentSteps = 6000
    let run = try SmallRun(settings, seed: 1)
    while !run.trainer.isFinished { try run.tick(1) }
    let agent = try MuZeroAgent(
      settings, specification: try settings.makeEnvironment().specification,
      context: try ExecutionContext(device: Devices.select("cpu")), trees: 10, simulations: 25
    ) { try $0.copyValues(from: run.trainer.store) }
    let returns = try agent.returns(
      of: try settings.makeEnvironment(), episodes: 10, simulations: 25, seed: 1)
    #expect(returns.reduce(0, +) / 10 >= 100, "\(returns)")
  }
}
