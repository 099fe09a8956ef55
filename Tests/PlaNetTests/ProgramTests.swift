import Device
import Environments
import PlaNet
import TestSupport
import Testing

/// Agents that a program of one's own trains and lets act.
@Suite struct ProgramTests {
  private func settings() throws -> PlaNetSettings {
    var settings = try PlaNetSettings(
      preset: "pendulum-vector", replacing: ["environment.actionRepeat": "20", "planner.candidates": "10"])
    settings.network.beliefSize = 6
    settings.network.stateSize = 3
    settings.network.hiddenSize = 5
    settings.planner.horizon = 3
    settings.planner.top = 3
    settings.learner.batch = 4
    settings.learner.chunkLength = 5
    settings.learner.updates = 2
    settings.training.environmentSteps = 1400
    settings.evaluation.episodes = 2
    return settings
  }

  @Test func agentsAreTrainedAndAct() throws {
    let folder = try TemporaryFolder()
    let cpu = try ComputeDevice.select("cpu")
    var statuses: [TrainingStatus] = []
    #expect(
      try PlaNetRun.train(
        settings(), seed: 3, in: folder.path, device: cpu, progress: { statuses.append($0) },
        shouldStop: { true }) == nil)
    #expect(statuses.count == 1)
    let result = try PlaNetRun.resume(folder.path, device: cpu)
    #expect(result?.episodes == 2 && result?.score == nil)

    let agent = try PlaNetAgent(run: folder.path, device: cpu)
    #expect(try agent.settings == settings())
    #expect(try agent.evaluate(episodes: 2, seed: 3).mean == result?.mean)

    // The same seeds give the same episode, and an episode that begins anew is not that of before.
    func play(_ policy: PlaNetPolicy) throws -> [[Float]] {
      var environment = try agent.makeEnvironment()
      var observation = try environment.reset(seed: 1)
      var actions: [[Float]] = []
      while true {
        let action = try policy.action(for: observation)
        actions.append(action)
        let step = try environment.step(action)
        if step.isOver { return actions }
        observation = step.observation
      }
    }
    let policy = try agent.makePolicy(seed: 5)
    let first = try play(policy)
    #expect(first.count == 10 && first.allSatisfy { $0.count == 1 && (-1...1).contains($0[0]) })
    #expect(try play(try agent.makePolicy(seed: 5)) == first)
    #expect(try play(try agent.makePolicy(seed: 6)) != first)
    try policy.begin()
    #expect(try play(policy) != first)
  }

  @Test func settingsOfOthersAreRefused() throws {
    let error = #expect(throws: (any Error).self) { try PlaNetSettings(preset: "cartpole") }
    #expect("\(error!)".contains("of muzero, where those of planet are expected"), "\(error!)")
  }
}
