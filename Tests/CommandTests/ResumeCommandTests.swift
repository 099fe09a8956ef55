import Foundation
import TestSupport
import Testing

/// How a run goes on, or another begins from its weights.
@Suite struct ResumeCommandTests {
  private let folder: TemporaryFolder
  private let run: String

  init() throws {
    folder = try TemporaryFolder()
    run = folder.file("run")
    try FileManager.default.copyItem(atPath: try TinyRun.cartPole.get().path, toPath: run)
  }

  private func resume(_ settings: String...) throws -> ForesightProcess {
    try ForesightProcess(
      ["train", "--resume", "--run", run, "--device", "cpu"] + settings.flatMap { ["--set", $0] })
  }

  private func checkpoints(_ part: String = "checkpoints") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(run)/\(part)").sorted()
  }

  @Test func aFinishedRunSaysSo() throws {
    let before = try checkpoints()
    let again = try resume()
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("the run is finished after 96 steps and "), "\(again.output)")
    #expect(
      again.output.contains(
        "train longer with, say: foresight train --resume --run \(run) --set training.environmentSteps=192"))
    #expect(try checkpoints() == before)
  }

  @Test func aRunIsExtended() throws {
    let longer = try resume("training.environmentSteps=144")
    #expect(longer.status == 0 && longer.output.contains("mean return"), "\(longer.errors)")
    let shown = try ForesightProcess(["show", run]).output
    #expect(shown.contains("checkpoint  step 144\n"), "\(shown)")
    #expect(try resume().output.contains("is finished after 144 steps"))
    // Less than there is changes nothing.
    #expect(try resume("training.environmentSteps=50").output.contains("training.environmentSteps is 50"))
    #expect(try resume().output.contains("training.environmentSteps is 144"))
  }

  @Test(arguments: ["search.simulations=9", "learner={batch: 8}", "seed=4"])
  func otherSettingsAreRefusedByName(_ setting: String) throws {
    let refused = try resume("training.environmentSteps=144", setting)
    let name = setting.hasPrefix("learner") ? "learner.batch" : String(setting.prefix { $0 != "=" })
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(
      refused.errors.hasPrefix("foresight: error: \(name) cannot change when a run goes on; of a run, "),
      "\(refused.errors)")
    #expect(refused.errors.contains("training.environmentSteps, "))
  }

  @Test func aRunBeginsFromWeights() throws {
    let warm = folder.file("warm")
    let arguments = ["train", "--from", run, "--run", warm, "--seed", "8", "--device", "cpu"]
    let begun = try ForesightProcess(arguments + ["--set", "learner.learningRate=1e-30"])
    #expect(begun.status == 0 && begun.output.hasPrefix("run \(warm), seed 8"), "\(begun.errors)")
    let best = try #require(try checkpoints("best").first)
    // With no learning to speak of, the weights are those of the other run.
    func weights(_ path: String) throws -> Data {
      let file = try Data(contentsOf: URL(filePath: "\(path)/model.safetensors"))
      let header = Int(file.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) })
      let object = try #require(
        try JSONSerialization.jsonObject(with: file[8..<8 + header]) as? [String: Any])
      let tensor = try #require(object["representation.0.weight"] as? [String: Any])
      let range = try #require(tensor["data_offsets"] as? [Int])
      return file[(8 + header + range[0])..<(8 + header + range[1])]
    }
    let last = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(warm)/checkpoints").max())
    #expect(try weights("\(run)/best/\(best)") == weights("\(warm)/checkpoints/\(last)"))
  }

  @Test func weightsThatDoNotFitBeginNothing() throws {
    for (preset, reason) in [
      ("tic-tac-toe", "its tensors are not those of this configuration"),
      ("pendulum-vector", "is of muzero, whose weights are of no use to planet"),
    ] {
      let other = try ForesightProcess(
        ["train", preset, "--from", run, "--run", folder.file("other"), "--device", "cpu"])
      #expect(other.status == 1 && other.errors.contains(reason), "\(other.errors)")
      #expect(try folder.names == ["run"])
    }
    let resumed = try ForesightProcess(["train", "--resume", "--from", run])
    #expect(resumed.status == 1 && resumed.errors.contains("leave out --from"), "\(resumed.errors)")
  }

  @Test func aCheckpointIsNamed() throws {
    func step(_ arguments: [String], of path: String) throws -> Int? {
      let report = try ForesightProcess(["evaluate", path, "--device", "cpu", "--json"] + arguments)
      let object = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
      return object?["step"] as? Int
    }
    for path in [run, try TinyRun.pendulum.get().path] {
      let best = try #require(
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/best").first?.dropFirst(5))
      #expect(try step(["--checkpoint", "best"], of: path) == Int(best))
      #expect(try step([], of: path) == step(["--checkpoint", "newest"], of: path))
    }
    #expect(try step(["--checkpoint", "96"], of: run) == 96)
    let missing = try ForesightProcess(["play", run, "--checkpoint", "7"], input: "")
    #expect(missing.status == 1 && missing.errors.contains("keeps no checkpoint of step 7; there are "))
    let game = try ForesightProcess(
      ["play", try TinyRun.ticTacToe.get().path, "--checkpoint", "best", "--device", "cpu"], input: "")
    #expect(game.status == 0 && game.output.contains("the game is not over"), "\(game.errors)")
  }
}
