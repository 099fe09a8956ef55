import Foundation
import TestSupport
import Testing

/// The built program: exit codes, and what it prints where.
@Suite struct CommandLineTests {
  private func foresight(_ arguments: String...) throws -> ForesightProcess {
    try ForesightProcess(arguments)
  }

  private func withFile(_ data: Data, body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "\(UUID()).safetensors")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  @Test func aRightFileExitsWith0() throws {
    try withFile(EluCase().data()) { path in
      let run = try foresight("selftest", "--device", "cpu", "--cases", path)
      #expect(run.status == 0)
      #expect(run.output.contains("1 of 1 cases passed: ok"))
      #expect(run.errors.isEmpty)
    }
  }

  @Test func aFailureExitsWith1AndIsExplained() throws {
    var wrong = EluCase()
    wrong.tensors["outputs/output"]!.values[0] = 2
    try withFile(wrong.data()) { path in
      let run = try foresight("selftest", "--device", "cpu", "--cases", path)
      #expect(run.status == 1)
      #expect(run.output.contains("FAILED"))
      #expect(run.output.contains("elu/small (vector) in \(path): the output \"output\" is"))
    }
  }

  @Test func jsonHoldsTheSame() throws {
    try withFile(EluCase().data()) { path in
      let run = try foresight("selftest", "--device", "cpu", "--cases", path, "--json", "--all-candidates")
      #expect(run.status == 0)
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(report["cases"] as? Int == 1 && report["passed"] as? Int == 1)
      let operation = try #require((report["operations"] as? [[String: Any]])?.first)
      #expect(operation["operation"] as? String == "elu")
      #expect(operation["candidates"] as? [String] == ["vector", "group"])
      #expect(operation["worst_forward"] is Double && operation["worst_backward"] is Double)
    }
  }

  @Test func aDamagedFileExitsWith1AndOneSentence() throws {
    let data = try EluCase().data()
    for damaged in [data.prefix(data.count - 5), Data(), data.prefix(100), Data(count: 64)] {
      try withFile(damaged) { path in
        let run = try foresight("selftest", "--device", "cpu", "--cases", path)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("foresight: error: \(path): "))
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
      }
    }
  }

  @Test(arguments: [
    ["selftest", "--cases", "/nonexistent/file"], ["selftest", "--only", "zzz"], ["selftest", "--cases"],
    ["selftest", "--device", "no such device"], ["--no-such-option"], ["no-such-command"],
  ])
  func badInputExitsWith1(arguments: [String]) throws {
    let run = try ForesightProcess(arguments)
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("foresight: error: "))
  }

  @Test func helpExitsWith0() throws {
    let run = try foresight("selftest", "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("--all-candidates"))
  }
}
