import Foundation
import TestSupport
import Testing

/// What `foresight show --pictures` lists, and when.
@Suite struct PicturesTests {
  private func pictures(_ run: String) throws -> [String] {
    try ForesightProcess(["show", run, "--pictures"]).output.split(separator: "\n").map {
      String($0.split(separator: "/").last ?? $0)
    }
  }

  @Test(arguments: ["cartPole", "ticTacToe"]) func evaluationsInTrainingAreSeen(_ name: String) throws {
    let run = try (name == "cartPole" ? TinyRun.cartPole : TinyRun.ticTacToe).get()
    #expect(try pictures(run.path).contains("episode-000000096.gif"))
    let data = try Data(contentsOf: URL(filePath: "\(run.path)/pictures/episode-000000096.gif"))
    #expect(data.starts(with: Data("GIF89a".utf8)) && data.last == 0x3b)
  }

  @Test func evaluateMakesPictures() throws {
    let folder = try TemporaryFolder()
    for (name, run, expected) in [
      ("game", TinyRun.ticTacToe, "evaluate-4-simulations-000000096.gif"),
      ("task", TinyRun.cartPole, "evaluate-3-simulations-000000096.gif"),
      ("plan", TinyRun.pendulum, "open-loop-000000400.gif"),
    ] {
      let copy = folder.file(name)
      try FileManager.default.copyItem(atPath: try run.get().path, toPath: copy)
      for picture in try FileManager.default.contentsOfDirectory(atPath: "\(copy)/pictures") {
        try FileManager.default.removeItem(atPath: "\(copy)/pictures/\(picture)")
      }
      #expect(try ForesightProcess(["show", copy, "--pictures"]).output.hasPrefix("there are none yet; "))
      let evaluated = try ForesightProcess(["evaluate", copy, "--episodes", "2", "--device", "cpu"])
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      #expect(try pictures(copy).contains(expected))
    }
  }

  @Test func aRunThatWasInterruptedIsSeen() throws {
    let folder = try TemporaryFolder()
    let settings = [
      "selfPlay.environments=2", "selfPlay.movesPerTick=8", "training.environmentSteps=1000000",
      "learner.batch=4", "learner.firstSteps=10", "search.simulations=2", "network.hidden=[4]",
      "network.encoding=3", "network.bins=5", "learner.unrollSteps=2",
    ]
    let run = try RunningForesight(
      ["train", "cartpole", "--run", folder.file("run"), "--device", "cpu"]
        + settings.flatMap { ["--set", $0] })
    try run.wait(for: "steps ")
    usleep(500_000)
    run.send(SIGINT)
    #expect(try run.wait().status == 0)
    #expect(try pictures(folder.file("run")).contains { $0.hasPrefix("episode-") })
  }
}
