import Foundation
import TestSupport
import Testing

/// `foresight presets`, and how a run begins from one.
@Suite struct PresetsCommandTests {
  @Test func presetsAreListedAndPrinted() throws {
    let list = try ForesightProcess(["presets"])
    #expect(list.status == 0)
    let lines = list.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("cartpole  ") == true)
    #expect(
      lines.contains { $0.contains(/^paper\/atari-reanalyze +Atari with the settings of MuZero Reanalyze/) })
    // A batch of either needs more memory than a GPU has.
    let split =
      #/^ +memory: about [4-7][0-9]\.[0-9] GiB on the device with batches in [0-9]+ parts of [0-9]+ /#
    for name in ["paper/board", "paper/atari"] {
      let line = lines.firstIndex { $0.hasPrefix("\(name) ") }
      #expect(line.map { lines[$0 + 1].contains(split) } == true, "\(name)")
    }
    let planet = lines.firstIndex { $0.hasPrefix("paper/planet ") }
    #expect(planet.map { lines[$0 + 1].contains(#/about 2\.[0-9] GiB on the device, /#) } == true)
    let preset = try ForesightProcess(["presets", "go9"])
    #expect(preset.status == 0 && preset.output.hasPrefix("# Go on 9 × 9 points"))
    #expect(preset.output.contains("\n  name: go\n") && preset.output.hasSuffix("\n"))
    let full = try ForesightProcess(["presets", "go9", "--full"])
    #expect(full.status == 0 && full.output.contains("checkpointSeconds: "))
  }

  @Test(arguments: [
    (["presets", "cartpol"], "did you mean \"cartpole\" or "),
    (["presets", "zzz"], "choose one of cartpole, acrobot, "),
    (["presets", "--full"], "name one"),
    (["train"], "name a preset or a settings file"),
    (["train", "tic-tac-to"], "did you mean \"tic-tac-toe\"?"),
    (
      ["train", "paper/atari", "--set", "environment.make={size: 96}"],
      "atari:MsPacman is made by environment.atari: leave out environment.make"
    ),
    (["train", "paper/atari", "--set", "environment.actionRepeat=2"], "set actionRepeat to 1"),
    (
      ["train", "paper/atari", "--set", "environment.atari.channels=2"],
      "environment.atari.channels is 2, but must be 1 or 3"
    ),
    (
      ["train", "cartpole", "--set", "serach.simulations=5"],
      "unknown key \"serach\" in --set serach.simulations=5; did you mean \"search\"?"
    ),
    (["train", "cartpole", "--set", "search.simulations=0"], "search.simulations is 0"),
    (["train", "pendulum", "--set", "planner.top=3000"], "planner.top is 3000"),
    (["train", "pendulum", "--set", "model=lstm"], "model must be rssm, ssm or deterministic"),
    (["train", "pendulum", "--set", "search.simulations=5"], "unknown key \"search\""),
    (
      ["train", "cartpole", "--set", "learner.microBatch=100"],
      "learner.microBatch is 100, but must divide the 128 of learner.batch"
    ),
    (
      ["train", "pendulum", "--set", "learner.microBatch=0"],
      "learner.microBatch is 0, but must be at least 1"
    ),
    (["train", "pendulum", "--set", "learner.microBatch=few"], "it must be automatic or a whole number"),
    (["bench", "planet-train", "--micro-batch", "3"], "--micro-batch is 3, but must divide the batch of 10"),
    (
      ["inspect", "graph", "train", "--preset", "go9", "--micro-batch", "0"],
      "--micro-batch is 0, but must divide the batch of 256"
    ),
    (["train", "cartpole", "--set", "agent=dreamer"], "agent must be muzero or planet"),
    (["train", "cartpole", "--set", "environment.komi=7"], "There is no komi in cartpole"),
    (["train", "cartpole", "--resume"], "leave out the preset"),
    (["train", "--resume"], "there is no run in runs"),
    (["train", "--resume", "--run", "elsewhere"], "there is no run elsewhere"),
  ]) func whatCannotBeDoneIsOneSentence(_ arguments: [String], _ reason: String) throws {
    let folder = try TemporaryFolder()
    let run = try ForesightProcess(arguments, folder: folder.path)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try folder.names.isEmpty)
  }

  @Test func aRunThatExistsIsKept() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("copy")
    try FileManager.default.copyItem(atPath: try TinyRun.ticTacToe.get().path, toPath: path)
    let again = try ForesightProcess(["train", "tic-tac-toe", "--run", path])
    #expect(again.status == 1 && again.errors.contains("the run \(path) exists; go on with --resume"))
    let finished = try ForesightProcess(["train", "--resume", "--run", path, "--device", "cpu"])
    #expect(finished.status == 0 && finished.output.hasPrefix("run \(path), seed 3"), "\(finished.errors)")
  }
}
