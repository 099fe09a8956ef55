import TestSupport
import Testing

/// A run of a few steps, trained once for all tests that ask about it.
final class TinyRun: Sendable {
  static let ticTacToe = Result {
    try TinyRun(
      "tic-tac-toe", "selfPlay.environments=4", "selfPlay.movesPerTick=4", "training.environmentSteps=96",
      "learner.batch=4", "learner.firstSteps=40", "learner.samplesPerState=1", "search.simulations=4",
      "network.hidden=[4]", "network.encoding=3", "learner.unrollSteps=2")
  }
  static let cartPole = Result {
    try TinyRun(
      "cartpole", "selfPlay.environments=2", "selfPlay.movesPerTick=8", "training.environmentSteps=96",
      "learner.batch=4", "learner.firstSteps=40", "learner.samplesPerState=1", "search.simulations=3",
      "network.hidden=[4]", "network.encoding=3", "network.bins=5", "learner.unrollSteps=2",
      "learner.bootstrapSteps=2", "evaluation.episodes=2", "evaluation.interval=48")
  }
  static let go = Result {
    try TinyRun(
      "go9", "environment.size=3", "selfPlay.environments=2", "selfPlay.movesPerTick=8",
      "training.environmentSteps=64", "learner.batch=4", "learner.firstSteps=30",
      "learner.samplesPerState=1", "search.simulations=4", "network.channels=2", "network.blocks=1",
      "network.headHidden=[2]", "learner.unrollSteps=2")
  }
  static let minichess = Result {
    try TinyRun(
      "minichess", "selfPlay.environments=2", "training.environmentSteps=128", "learner.batch=4",
      "learner.firstSteps=30", "learner.samplesPerState=1", "search.simulations=4", "network.channels=2",
      "network.blocks=1", "network.headHidden=[2]", "learner.unrollSteps=2", "replay.sequenceLength=16",
      "evaluation.episodes=0")
  }
  static let pendulum = Result {
    try TinyRun(
      "pendulum", "model=ssm", "environment.image=8", "environment.actionRepeat=10", "network.depth=2",
      "network.beliefSize=4", "network.stateSize=2", "network.hiddenSize=4", "planner.horizon=2",
      "planner.iterations=2", "planner.candidates=8", "planner.top=2", "collection.seedEpisodes=1",
      "learner.batch=2", "learner.chunkLength=4", "learner.updates=2", "training.environmentSteps=400",
      "evaluation.episodes=2", "evaluation.interval=200")
  }

  let path: String
  private let folder: TemporaryFolder

  private init(_ preset: String, _ settings: String...) throws {
    folder = try TemporaryFolder()
    path = folder.file("run")
    let training = try ForesightProcess(
      ["train", preset, "--run", path, "--seed", "3", "--device", "cpu"] + settings.flatMap { ["--set", $0] })
    try #require(training.status == 0, "\(training.errors)")
    try #require(training.output.contains("run \(path), seed 3"))
  }
}
