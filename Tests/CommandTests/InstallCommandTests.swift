import Foundation
import TestSupport
import Testing

/// `foresight install`, `--version`, and what tasks are called.
@Suite struct InstallCommandTests {
  @Test func theCommandIsPutWhereItIsFound() throws {
    let folder = try TemporaryFolder()
    let prefix = folder.file("local")
    for _ in 0..<2 {
      let run = try ForesightProcess(["install", "--prefix", prefix])
      #expect(run.status == 0 && run.output.contains("\(prefix)/bin is not on the PATH yet"), "\(run.errors)")
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "\(prefix)/bin/foresight")
    process.arguments = ["--version"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(
      process.terminationStatus == 0 && text.wholeMatch(of: /Foresight \d+\.\d+\.\d+\n/) != nil, "\(text)")
    for file in [
      "bash-completion/completions/foresight", "zsh/site-functions/_foresight",
      "fish/vendor_completions.d/foresight.fish",
    ] {
      let script = try String(contentsOfFile: "\(prefix)/share/\(file)", encoding: .utf8)
      #expect(script.contains("evaluate") && script.contains("simulations"))
    }
  }

  @Test func anotherProgramStays() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("bin"), withIntermediateDirectories: false)
    try "mine".write(toFile: folder.file("bin/foresight"), atomically: true, encoding: .utf8)
    let run = try ForesightProcess(["install", "--prefix", folder.path])
    #expect(run.status == 1 && run.errors.contains("another program stands there"), "\(run.errors)")
    #expect(try String(contentsOfFile: folder.file("bin/foresight"), encoding: .utf8) == "mine")
  }

  /// A run that was stored under an earlier name is evaluated, and goes on.
  @Test(arguments: ["tictactoe", "tic-tac-toe"]) func tasksHaveOneName(name: String) throws {
    let folder = try TemporaryFolder()
    let run = folder.file("run")
    try FileManager.default.copyItem(atPath: try TinyRun.ticTacToe.get().path, toPath: run)
    let path = "\(run)/configuration.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("name: tic-tac-toe\n"))
    try text.replacing("name: tic-tac-toe\n", with: "name: \(name)\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    let evaluated = try ForesightProcess(["evaluate", run, "--episodes", "2", "--device", "cpu"])
    #expect(evaluated.status == 0 && evaluated.output.contains("tic-tac-toe"), "\(evaluated.errors)")
    let preset = try ForesightProcess(["presets", name])
    #expect(preset.status == 0 && preset.output.contains("\n  name: tic-tac-toe\n"))
    let bench = try ForesightProcess([
      "inspect", "graph", "muzero", "--preset", name, "--runs", "1", "--summary",
    ])
    #expect(bench.status == 0, "\(bench.errors)")
  }

  @Test func presetsAndTasksAreCalledTheSame() throws {
    for name in ["tic-tac-toe", "connect-four", "mini-shogi", "minichess", "gomoku", "cartpole", "acrobot"] {
      #expect(try ForesightProcess(["presets", name]).output.contains("\n  name: \(name)\n"), "\(name)")
    }
  }

  @Test func aCheckpointSaysHowItIsUsed() throws {
    for (run, agent, preprocessing) in [
      (TinyRun.cartPole, "muzero", "\"stackedObservations\":1"), (TinyRun.pendulum, "planet", "\"bits\":5"),
    ] {
      let best = try #require(
        try FileManager.default.contentsOfDirectory(atPath: "\(run.get().path)/best").first)
      let file = try Data(contentsOf: URL(filePath: "\(run.get().path)/best/\(best)/model.safetensors"))
      let length = file.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      let header = try #require(
        try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
      let metadata = try #require(header["__metadata__"] as? [String: String])
      #expect(metadata["agent"] == agent && metadata["environment_steps"] == "\(Int(best.dropFirst(5))!)")
      #expect(metadata["preprocessing"]?.contains(preprocessing) == true, "\(metadata)")
      #expect(metadata["architecture"]?.contains("\"activation\":") == true && metadata["step"] != nil)
    }
  }
}
