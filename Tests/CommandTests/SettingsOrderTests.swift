import Foundation
import TestSupport
import Testing

/// Whose word counts: an option's, then that of `--set`, then a file's, then a preset's.
@Suite struct SettingsOrderTests {
  /// Settings that a run is begun and ended with at once, and the seed that it is to have.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: String
    var options: [String] = []
    let seed: Int
  }

  static let cases = [
    Case(testDescription: "the preset's", file: "preset: cartpole", seed: 0),
    Case(testDescription: "the file's", file: "preset: cartpole\nseed: 7", seed: 7),
    Case(
      testDescription: "that of --set", file: "preset: cartpole\nseed: 7", options: ["--set", "seed=9"],
      seed: 9),
    Case(
      testDescription: "the option's", file: "preset: cartpole\nseed: 7",
      options: ["--set", "seed=9", "--seed", "11"], seed: 11),
  ]

  private static let tiny = [
    "selfPlay.environments=2", "selfPlay.movesPerTick=8", "training.environmentSteps=64", "learner.batch=4",
    "learner.firstSteps=10", "learner.samplesPerState=1", "learner.unrollSteps=2", "search.simulations=2",
    "network.hidden=[4]", "network.encoding=3", "network.bins=5", "evaluation.episodes=0",
  ].flatMap { ["--set", $0] }

  private func train(_ settings: String, _ options: [String], in folder: TemporaryFolder, run: String) throws
    -> ForesightProcess
  {
    try ForesightProcess(
      ["train", settings, "--run", folder.file(run), "--device", "cpu"] + options + Self.tiny)
  }

  @Test(arguments: cases) func decidesTheSeed(_ example: Case) throws {
    let folder = try TemporaryFolder()
    try example.file.write(toFile: folder.file("my.yaml"), atomically: true, encoding: .utf8)
    let run = try train(folder.file("my.yaml"), example.options, in: folder, run: "run")
    #expect(run.output.contains("run \(folder.file("run")), seed \(example.seed), "), "\(run)")
    let stored = try String(contentsOfFile: folder.file("run/configuration.yaml"), encoding: .utf8)
    #expect(stored.hasPrefix("seed: \(example.seed)\n"), "\(stored)")
    // What a run stored is a settings file, too.
    let again = try train(folder.file("run/configuration.yaml"), [], in: folder, run: "again")
    #expect(again.output.contains("run \(folder.file("again")), seed \(example.seed), "), "\(again)")
    let shown = try ForesightProcess(["show", folder.file("again")])
    #expect(shown.output.contains("seed \(example.seed)\n"), "\(shown)")
  }
}
