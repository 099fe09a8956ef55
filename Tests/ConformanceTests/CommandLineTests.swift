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

  @Test func planningIsTimed() throws {
    let sizes = ["--candidates", "20", "--horizon", "2", "--iterations", "3", "--hidden", "8"]
    let run = try ForesightProcess(
      ["bench", "plan", "--device", "cpu", "--repeat", "1", "--top", "3", "--json"] + sizes)
    #expect(run.status == 0)
    let line = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    for (name, value) in ["envs": 1, "candidates": 20, "horizon": 2, "iterations": 3] {
      #expect(line[name] as? Int == value)
    }
    let (ms, rate) = try (#require(line["ms"] as? Double), #require(line["plans_per_s"] as? Double))
    #expect(ms > 0 && abs(rate * ms / 1e3 - 1) < 0.01)
  }

  @Test func plansOfSizesThatDoNotFitAreRefused() throws {
    func reason(_ arguments: String...) throws -> String {
      let run = try ForesightProcess(["bench", "plan", "--device", "cpu"] + arguments)
      #expect(run.status == 1)
      return run.errors
    }
    #expect(try reason("--candidates", "20").contains("--top is 100, but must be at most the 20 candidates"))
    #expect(try reason("--preset", "pendulum", "--belief", "9").contains("--belief cannot be given with"))
    #expect(try reason("--envs", "1048576").contains("too many for layers of 600 outputs"))
  }

  @Test func jsonHoldsTheSame() throws {
    try withFile(EluCase().data()) { path in
      let run = try foresight("selftest", "--device", "cpu", "--cases", path, "--json", "--all-variants")
      #expect(run.status == 0)
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(report["cases"] as? Int == 1 && report["passed"] as? Int == 1)
      let operation = try #require((report["operations"] as? [[String: Any]])?.first)
      #expect(operation["operation"] as? String == "elu")
      #expect(operation["variants"] as? [String] == ["vector", "group"])
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
    #expect(run.output.contains("--all-variants"))
  }
}
