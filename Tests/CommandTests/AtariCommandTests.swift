import Foundation
import TestSupport
import Testing

/// A run in a game of Atari; where `foresight setup atari` has installed the games.
@Suite(.enabled(if: hasAtari, "ale-py is not installed")) struct AtariCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func arguments(_ run: String) -> [String] {
    let settings = [
      "environment.atari.size=16", "environment.atari.stickyActions=0.25",
      "environment.atari.episodeFrames=1000", "network.channels=4",
      "network.headPlanes=1", "network.headHidden=[4]", "network.bins=5", "search.simulations=3",
      "selfPlay.environments=3", "selfPlay.movesPerTick=8", "replay.sequenceLength=20",
      "learner.batch=4", "learner.unrollSteps=2", "learner.bootstrapSteps=3", "learner.firstSteps=40",
      "learner.samplesPerState=0.2", "training.environmentSteps=1000", "evaluation.episodes=1",
    ]
    return ["train", "atari-small", "--run", folder.file(run), "--device", "cpu"]
      + settings.flatMap { ["--set", $0] }
  }

  /// What the newest checkpoint of a run holds.
  private func model(_ run: String) throws -> Data {
    let checkpoints = folder.file("\(run)/checkpoints")
    let newest = try #require(
      try FileManager.default.contentsOfDirectory(atPath: checkpoints).sorted().last { !$0.hasPrefix(".") })
    return try #require(FileManager.default.contents(atPath: "\(checkpoints)/\(newest)/model.safetensors"))
  }

  /// Lives are ends, so that episodes depend on those before.
  @Test func aRunGoesOnInTheMiddleOfItsGames() throws {
    let whole = try ForesightProcess(arguments("whole"), environment: python)
    #expect(whole.status == 0, "\(whole.errors)")
    let stopped = try RunningForesight(arguments("stopped"), environment: python)
    try stopped.wait(for: "steps ")
    stopped.send(SIGINT)
    let (status, output) = try stopped.wait()
    #expect(status == 0 && output.contains("stopped after"), "\(output)")
    let resumed = try ForesightProcess(
      ["train", "--resume", "--run", folder.file("stopped"), "--device", "cpu"], environment: python)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(!resumed.output.contains("took another course"), "\(resumed.output)")
    #expect(try model("stopped") == model("whole"))
    let scores = try ForesightProcess(["scores", folder.file("whole")])
    #expect(scores.output.contains("Breakout"), "\(scores.errors)")
  }
}

/// The tests' own Python, or that of `foresight setup`; the programs that are tested have a cache of their own.
private let python: [String: String] = {
  let environment = ProcessInfo.processInfo.environment
  let caches =
    environment["FORESIGHT_CACHE"] ?? environment["XDG_CACHE_HOME"].map { "\($0)/foresight" }
    ?? "\(NSHomeDirectory())/.cache/foresight"
  let own = "\(caches)/python/bin/python3"
  guard environment["FORESIGHT_PYTHON"] == nil, FileManager.default.isExecutableFile(atPath: own) else {
    return [:]
  }
  return ["FORESIGHT_PYTHON": own]
}()

private let hasAtari = {
  let bench = try? ForesightProcess(
    ["bench", "environment", "atari:Pong", "--seconds", "0.01"], environment: python)
  return bench?.status == 0
}()
