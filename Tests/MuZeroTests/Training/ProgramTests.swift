import Device
import Environments
import MuZero
import TestSupport
import Testing

/// Agents that a program of one's own trains and asks.
@Suite struct ProgramTests {
  private func settings() -> MuZeroSettings {
    var settings = MuZeroSettings.small("tic-tac-toe")
    settings.training.environmentSteps = 120
    settings.evaluation.episodes = 4
    return settings
  }

  private var cpu: ComputeDevice {
    get throws { try ComputeDevice.select("cpu") }
  }

  /// A run that is stopped after every tick ends where one does that is not.
  @Test func runsAreTrainedStoppedAndResumed() throws {
    let folder = try TemporaryFolder()
    var statuses: [TrainingStatus] = []
    let whole = try MuZeroRun.train(
      settings(), seed: 3, in: folder.file("whole"), device: try cpu, progress: { statuses.append($0) })
    #expect(statuses.count > 2 && statuses.last!.fraction == 1)
    #expect(statuses.map(\.steps) == statuses.map(\.steps).sorted() && statuses.last!.steps >= 120)
    #expect(statuses.last!.updates > 0 && statuses.last!.figures["loss"] != nil)

    let path = folder.file("parted")
    var part = try MuZeroRun.train(settings(), seed: 3, in: path, device: try cpu, shouldStop: { true })
    #expect(part == nil)
    for _ in statuses.indices where part == nil {
      part = try MuZeroRun.resume(path, device: try cpu, shouldStop: { true })
    }
    #expect(part == whole && whole?.episodes == 4 && whole?.score?.games == 4)
    // A run that is finished has its result already.
    #expect(try MuZeroRun.resume(path, device: try cpu) == whole)
    #expect(throws: (any Error).self) { try MuZeroRun.train(settings(), in: path, device: try cpu) }
  }

  @Test func agentsOfRunsAreAsked() throws {
    let folder = try TemporaryFolder()
    try MuZeroRun.train(settings(), seed: 3, in: folder.path, device: try cpu)
    let agent = try MuZeroAgent(run: folder.path, device: try cpu, episodes: 2)
    #expect(agent.settings == settings() && agent.specification.name == "tic-tac-toe")

    var episode = try agent.episode(of: TicTacToe(), seed: 0)
    let other = episode
    try episode.step(4)
    let thought = try agent.search(episode)
    #expect(thought.result.visits[4] == 0 && thought.result.simulations == 4)
    #expect(thought.action == thought.result.action(temperature: 0))
    #expect(try agent.results(of: [episode, other]).first == thought.result)
    #expect(try agent.search(episode, simulations: 2).result.simulations == 2)

    var game = TicTacToe()
    _ = game.reset(seed: 0)
    let observation = game.step(4).observation
    #expect(try agent.search(observation, legalActions: game.legalActions).result == thought.result)
    let result = try agent.evaluate(episodes: 6, seed: 2, against: .random)
    #expect(result.episodes == 6 && result.score?.games == 6 && result.score?.mean == result.mean)
  }

  /// An agent that sees several observations is not asked about one.
  @Test func aSingleObservationMustBeAllThatIsSeen() throws {
    let folder = try TemporaryFolder()
    var settings = MuZeroSettings.small("cartpole")
    settings.replay.stackedObservations = 2
    settings.training.environmentSteps = 600
    settings.evaluation.episodes = 1
    let result = try MuZeroRun.train(settings, in: folder.path, device: try cpu)
    #expect(result?.standardError == nil && result?.score == nil && result?.episodes == 1)
    let agent = try MuZeroAgent(run: folder.path, device: try cpu, simulations: 8)
    let error = #expect(throws: (any Error).self) {
      try agent.search(.numbers([0, 0, 0, 0]))
    }
    #expect("\(error!)".contains("ask it about an episode"), "\(error!)")
    #expect(try agent.search(try agent.episode(of: CartPole(), seed: 1)).result.simulations == 8)
  }

  @Test func settingsAreThoseOfPresetsAndFiles() throws {
    let settings = try MuZeroSettings(
      preset: "tic-tac-toe", replacing: ["search.simulations": "7", "network.hidden": "[5, 6]"])
    #expect(settings.search.simulations == 7 && settings.network.hidden == [5, 6])
    #expect(settings.environment.name == "tic-tac-toe")
    #expect(
      try MuZeroSettings(
        yaml: "preset: tic-tac-toe\nsearch:\n  simulations: 7\nnetwork:\n  hidden: [5, 6]\n") == settings)
    #expect(try MuZeroSettings(yaml: "") == MuZeroSettings())
  }

  @Test(arguments: [
    ("preset: pendulum\n", "of planet, where those of muzero are expected"),
    ("seed: 7\n", "leave it out"), ("serach: {}\n", "search"), ("preset: tictac\n", "tic-tac-toe"),
    ("learner:\n  batch: many\n", "learner.batch must be a whole number"),
  ])
  func whatIsWrongInSettingsIsSaid(_ text: String, _ reason: String) throws {
    let error = #expect(throws: (any Error).self) { try MuZeroSettings(yaml: text) }
    #expect("\(error!)".contains(reason), "\(error!)")
  }

  /// Settings that cannot be used leave no folder.
  @Test func aRunThatCannotBeginLeavesNothing() throws {
    let folder = try TemporaryFolder()
    var settings = settings()
    settings.learner.batch = 0
    #expect(throws: (any Error).self) {
      try MuZeroRun.train(settings, in: folder.file("run"), device: try cpu)
    }
    #expect(try folder.names.isEmpty)
  }
}
