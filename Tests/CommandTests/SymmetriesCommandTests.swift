import TestSupport
import Testing

/// `replay.symmetries`.
@Suite struct SymmetriesCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(_ preset: String, _ settings: String...) throws -> ForesightProcess {
    try ForesightProcess(
      ["train", preset, "--run", folder.file("run"), "--seed", "3", "--device", "cpu"]
        + settings.flatMap { ["--set", $0] })
  }

  /// With Reanalyze, whose policies are turned as those stored are.
  @Test func aRunTrainsWithThem() throws {
    let run = try train(
      "go9", "environment.size=3", "selfPlay.environments=2", "selfPlay.movesPerTick=8",
      "training.environmentSteps=192", "learner.batch=4", "learner.firstSteps=30",
      "learner.samplesPerState=1",
      "search.simulations=4", "network.channels=2", "network.blocks=1", "network.headHidden=[2]",
      "learner.unrollSteps=2", "evaluation.episodes=0", "replay.symmetries=true", "reanalyze.enabled=true",
      "reanalyze.samplesPerState=1")
    #expect(run.status == 0, "\(run.errors)")
    let shown = try ForesightProcess(["show", folder.file("run")])
    #expect(shown.output.contains(/\b[1-9][0-9]* updates/), "\(shown.output)")
  }

  @Test(arguments: [
    ("chess", "replay.symmetries is true, but chess has none: set it to false"),
    ("cartpole", "replay.symmetries is true, but cartpole has none: set it to false"),
  ]) func gamesWithoutRefuseThem(preset: String, sentence: String) throws {
    let run = try train(preset, "replay.symmetries=true")
    #expect(run.status == 1 && run.errors.contains(sentence), "\(run.errors)")
    #expect(try folder.names.isEmpty)
  }
}
