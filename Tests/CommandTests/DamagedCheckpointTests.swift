import Foundation
import TestSupport
import Testing

/// Runs whose checkpoints are damaged or gone: nothing is evaluated that was not trained, and nothing lost unasked.
@Suite struct DamagedCheckpointTests {
  private func copy(in folder: TemporaryFolder) throws -> (run: String, checkpoints: [String]) {
    let run = folder.file("run")
    try FileManager.default.copyItem(atPath: try TinyRun.cartPole.get().path, toPath: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints").sorted()
    return (run, names.map { "\(run)/checkpoints/\($0)" })
  }

  private func record(_ run: String) throws -> String {
    try ForesightProcess(["show", run]).output.split(separator: "\n").filter {
      $0.contains("trained") || $0.contains("mean return")
    }.joined()
  }

  @Test func aChangedByteIsNoticed() throws {
    let folder = try TemporaryFolder()
    let (run, checkpoints) = try copy(in: folder)
    let newest = try #require(checkpoints.last)
    for checkpoint in checkpoints {
      let model = "\(checkpoint)/model.safetensors"
      var data = try Data(contentsOf: URL(filePath: model))
      data[data.count - 5] ^= 0x40
      try data.write(to: URL(filePath: model))
    }
    let before = try record(run)
    for arguments in [["evaluate", run], ["play", run], ["train", "--resume", "--run", run]] {
      let process = try ForesightProcess(arguments + ["--device", "cpu"], input: "")
      #expect(process.status == 1, "\(arguments)")
      #expect(
        process.errors.contains("\(newest) is damaged: model.safetensors is not as it was written"),
        "\(process.errors)")
    }
    #expect(try record(run) == before)
    let restarted = try ForesightProcess(["train", "--resume", "--restart", "--run", run, "--device", "cpu"])
    #expect(restarted.status == 0, "\(restarted.errors)")
    #expect(try ForesightProcess(["evaluate", run, "--device", "cpu"]).status == 0)
  }

  @Test func aRunWhoseCheckpointIsGoneDoesNotBeginUnasked() throws {
    let folder = try TemporaryFolder()
    let (run, checkpoints) = try copy(in: folder)
    let whole = try ForesightProcess(["train", "--resume", "--restart", "--run", run, "--device", "cpu"])
    #expect(whole.status == 1 && whole.errors.contains("leave out --restart"), "\(whole.errors)")
    let before = try record(run)
    for checkpoint in checkpoints { try FileManager.default.removeItem(atPath: checkpoint) }
    let resumed = try ForesightProcess(["train", "--resume", "--run", run, "--device", "cpu"])
    #expect(resumed.status == 1 && resumed.errors.contains("add --restart"), "\(resumed.errors)")
    #expect(resumed.errors.contains("had a checkpoint of step 96, which is gone"), "\(resumed.errors)")
    #expect(try record(run) == before)
    let restarted = try ForesightProcess(["train", "--resume", "--restart", "--run", run, "--device", "cpu"])
    #expect(restarted.status == 0, "\(restarted.errors)")
  }
}
