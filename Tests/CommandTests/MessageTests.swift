import Foundation
import TestSupport
import Testing

/// What is said where something was mistyped or is not there.
@Suite struct MessageTests {
  @Test(arguments: [
    (["train", "nosuch.yaml"], "there is no file \"nosuch.yaml\"; check the path"),
    (["train", "cartpole", "--seed", "-1"], "The value '-1' is invalid for '--seed <seed>'"),
    (["trian", "cartpole"], "there is no command \"trian\"; did you mean \"train\"?"),
    (["evalute"], "did you mean \"evaluate\"?"),
    (["bench", "serch"], "there is no command \"bench serch\"; did you mean \"search\"?"),
    (["zzzzzz"], "there is no command \"zzzzzz\"; there are bench, "),
  ]) func whatWasMeantIsNamed(_ arguments: [String], _ reason: String) throws {
    let folder = try TemporaryFolder()
    let run = try ForesightProcess(arguments, folder: folder.path)
    #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(try folder.names.isEmpty)
  }

  @Test func hintsNameTheCommandAsItWasCalled() throws {
    let folder = try TemporaryFolder()
    let script = ["FORESIGHT_COMMAND": "tools/foresight"]
    let none = try ForesightProcess(["show"], folder: folder.path, environment: script)
    #expect(none.errors.contains("`tools/foresight train cartpole` begins one"), "\(none.errors)")
    #expect(try ForesightProcess(["show"], folder: folder.path).errors.contains("`foresight train cartpole`"))
  }

  @Test func anOutputThatIsFullIsNoSuccess() throws {
    let path = try TinyRun.cartPole.get().path
    for arguments in ["presets", "show \(path)", "train --resume --run \(path) --device cpu"] {
      let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "\(folder.appending(component: "foresight").path) \(arguments) > /dev/full"]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1, "\(arguments)")
      #expect(text.contains("the output cannot be written (No space left on device); "), "\(text)")
    }
  }

  @Test func aDatasetOfAnotherAgentSaysSo() throws {
    let folder = try TemporaryFolder()
    let pendulum = try TinyRun.pendulum.get().path
    let run = try ForesightProcess([
      "train", "cartpole-reanalyze", "--run", folder.file("run"), "--set", "reanalyze.dataset=\(pendulum)",
      "--device", "cpu",
    ])
    #expect(run.status == 1 && run.errors.contains("is of planet, whose episodes muzero cannot learn from"))
    #expect(try folder.names.isEmpty)
  }
}
