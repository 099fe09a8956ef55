import Foundation
import TestSupport
import Testing

/// The presets with the paper's settings for chess and shogi, with a network that is narrow but of the same form.
@Suite struct PaperGamesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let small = [
    "network.channels=2", "network.blocks=2", "network.headHidden=[2]", "search.simulations=3",
    "selfPlay.environments=2",
    "selfPlay.movesPerTick=4", "environment.moveLimit=8", "replay.maximumSteps=1000", "learner.batch=2",
    "learner.firstSteps=8", "learner.samplesPerState=1", "learner.unrollSteps=2",
    "training.environmentSteps=null", "evaluation.episodes=0",
  ]

  @Test(arguments: [
    ("chess", "uci", #"bestmove [a-h][1-8][a-h][1-8]"#), ("shogi", "usi", #"bestmove [1-9][a-i][1-9][a-i]"#),
  ]) func aGameTrainsSearchesAndGoesOn(game: String, language: String, move: String) throws {
    let path = folder.file("run")
    let settings = (Self.small + ["training.updates=1"]).flatMap { ["--set", $0] }
    let first = try ForesightProcess(
      ["train", "paper/\(game)", "--run", path, "--device", "cpu", "--seed", "3"] + settings)
    #expect(first.status == 0, "\(first.errors)")
    let longer = try ForesightProcess(
      ["train", "--resume", "--run", path, "--device", "cpu", "--set", "training.updates=3"])
    #expect(longer.status == 0, "\(longer.errors)")
    let shown = try ForesightProcess(["show", path])
    #expect(shown.output.contains(" 3 updates"), "\(shown.output)")
    let played = try ForesightProcess(
      [language, path, "--simulations", "3", "--device", "cpu"], input: "position startpos\ngo\nquit\n")
    #expect(played.output.contains(try Regex(move)), "\(played.output) \(played.errors)")
  }
}
