import Foundation
import TestSupport
import Testing

/// What is in range but larger than any machine is refused with the bytes needed, and leaves nothing.
@Suite struct MemoryNeedTests {
  @Test(arguments: [
    ("cartpole", ["search.simulations=1000000", "selfPlay.environments=65536"], "search trees"),
    ("cartpole", ["learner.batch=1000000", "network.encoding=65536", "learner.unrollSteps=1000"], "a batch"),
    ("pendulum", ["planner.candidates=10000000", "collection.environments=100000"], "for plans"),
    ("pendulum", ["collection.seedEpisodes=100000", "environment.image=1024"], "for episodes"),
  ]) func isNamed(preset: String, settings: [String], reason: String) throws {
    let folder = try TemporaryFolder()
    let run = try ForesightProcess(
      ["train", preset, "--run", folder.file("run"), "--device", "cpu"]
        + settings.flatMap { ["--set", $0] })
    #expect(run.status == 1 && run.errors.contains("the run needs at least "), "\(run.errors)")
    #expect(run.errors.contains(reason) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try folder.names == [])
  }
}
