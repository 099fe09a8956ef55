import Conformance
import Device
import Foundation
import Search
import TestSupport
import Testing

/// Reference searches, and files of them.
@Suite struct SearchCaseTests {
  /// One case, as text: a single state with two actions, of which the second brings 1.
  private func text(_ changes: [(String, String)] = []) -> String {
    let text = """
      {"format": "foresight-search-1", "cases": [{"name": "small", "players": 1, "discount": 0.5, "simulations": 2,
      "c1": 1.25, "c2": 19652.0, "legal_actions": [0, 1], "root_state": 0, "model": {"next_state": [[0, 0]],
      "reward": [[0.0, 1.0]], "policy_logits": [[0.0, 0.5]], "value": [0.0]},
      "expected": {"visits": [0, 2], "q": [0.0, 1.25], "root_value": 1.25}}]}
      """
    return changes.reduce(text) { text, change in
      precondition(text.contains(change.0), "\(change.0) is not in the case")
      return text.replacingOccurrences(of: change.0, with: change.1)
    }
  }

  private func results(_ text: String) throws -> [CaseResult] {
    try SearchCaseRunner(SearchCaseFile(name: "test", text: text.utf8)).run()
  }

  @Test(arguments: [
    Batching(), Batching(groups: 3), Batching(maximumBatch: 5, threads: 2), Batching(groups: 24),
  ])
  func embeddedSearchesPass(batching: Batching) throws {
    let file = try SearchCaseFile.embedded()
    let results = try SearchCaseRunner(file, batching: batching).run()
    #expect(results.count == file.cases.count && results.count >= 24)
    for (searchCase, result) in zip(file.cases, results) {
      #expect(result.failures.isEmpty, "\(searchCase.name)")
      #expect(try #require(result.worstForward) < 0.5)
    }
  }

  @Test func aSmallSearchPasses() throws {
    let result = try #require(try results(text()).first)
    #expect(result.failures.isEmpty)
  }

  @Test func wrongExpectationsFail() throws {
    for (old, new, reason) in [
      ("\"visits\": [0, 2]", "\"visits\": [2, 0]", "its visits are [0, 2], expected [2, 0]"),
      ("1.25], \"root", "1.26], \"root", "the q of action 1 is 1.25, expected 1.26"),
      ("\"root_value\": 1.25", "\"root_value\": 1.252", "the root's value is 1.25, expected 1.252"),
    ] {
      let failures = try #require(try results(text([(old, new)])).first).failures
      #expect(failures.count == 2, "\(failures)")
      #expect(failures.first?.hasPrefix("searched alone, \(reason)") == true, "\(failures)")
      #expect(failures.last?.hasPrefix("searched in one batch, \(reason)") == true, "\(failures)")
    }
  }

  @Test(
    arguments: [
      ("{\"format\"", "[\"format\"", "\"]\" is missing"),
      ("foresight-search-1", "2", "its format is not foresight-search-1"),
      ("\"name\": \"small\"", "\"name\": \"\"", "case number 0 has no name"),
      ("\"players\": 1", "\"players\": 3", "case \"small\" has 3 players, where 1 or 2"),
      ("\"simulations\": 2", "\"simulations\": 0", "case \"small\" has 0 simulations"),
      ("\"simulations\": 2", "\"simulations\": 9000000000000000000", "simulations, for which"),
      ("\"simulations\": 2", "\"simulations\": 2.5", "has no whole number simulations"),
      ("\"discount\": 0.5", "\"discount\": -1", "a discount of -1.0"),
      ("[0, 1], \"root", "[], \"root", "no legal action"),
      ("[0, 1], \"root", "[1, 1], \"root", "do not ascend"),
      ("[0, 1], \"root", "[0, 2], \"root", "the legal action 2"),
      ("\"root_state\": 0", "\"root_state\": 1", "root_state 1"),
      ("[[0, 0]]", "[[0, 1]]", "1 in next_state"),
      ("[[0, 0]]", "[[0, 0], [0, 0]]", "not all of 1 states by 2 actions"),
      ("[[0.0, 1.0]]", "[[0.0]]", "not all of 1 states by 2 actions"),
      ("[[0.0, 1.0]]", "[[0.0, 1e39]]", "beyond the range of float"),
      ("[[0.0, 0.5]]", "[[0.0, \"a\"]]", "not a number"),
      ("\"value\": [0.0]", "\"value\": []", "a model of 0 states"),
      ("\"c2\": 19652.0", "\"c2\": 0", "c2 0.0"),
      ("\"q\": [0.0, 1.25]", "\"q\": [0.0]", "expects 2 visits and 1 q"),
      ("\"root_value\": 1.25", "\"root\": 0", "no number expected root_value"),
      ("\"expected\"", "\"ex\"", "has no expected"),
      ("\"model\"", "\"mod\"", "has no model"),
    ]) func filesThatDoNotFitAreRefused(old: String, new: String, reason: String) throws
  {
    let error = #expect(throws: SearchCaseFile.Fault.self) {
      try SearchCaseFile(name: "test", text: text([(old, new)]).utf8)
    }
    let sentence = try #require(error).description
    #expect(sentence.hasPrefix("test is not a file of reference searches: "))
    #expect(sentence.contains(reason), "\(sentence)")
  }

  @Test func searchesStandInTheReport() throws {
    let file = try SearchCaseFile(name: "test", text: text().utf8)
    let wrong = try SearchCaseFile(name: "wrong", text: text([("[0, 2], \"q", "[1, 1], \"q")]).utf8)
    func selftest(_ searches: [SearchCaseFile], only: [String] = []) throws -> Selftest {
      try Selftest(device: Devices.select("cpu"), files: [EluCase().file()], searches: searches, only: only)
    }
    let report = try selftest([file, wrong]).run()
    #expect(report.cases == 3 && report.passed == 2)
    #expect(report.operations.map(\.operation) == ["elu", "search"])
    #expect(report.operations.last?.failures.first?.file == "wrong")
    #expect(try selftest([file], only: ["search"]).operations == ["search"])
    #expect(try selftest([file], only: ["elu"]).operations == ["elu"])
    #expect(throws: Selftest.SelectionError.self) { try selftest([], only: ["search"]) }
  }

  @Test func theProgramReadsFilesOfSearches() throws {
    let folder = FileManager.default.temporaryDirectory
    func run(_ text: String) throws -> ForesightProcess {
      let file = folder.appending(component: "\(UUID()).json")
      try Data(text.utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return try ForesightProcess([
        "selftest", "--device", "cpu", "--search", file.path, "--search", file.path,
      ])
    }
    let right = try run(text())
    #expect(right.status == 0 && right.output.contains("2 of 2 cases passed: ok"))
    let wrong = try run(text([("[0, 2], \"q", "[1, 1], \"q")]))
    #expect(wrong.status == 1 && wrong.output.contains("its visits are [0, 2], expected [1, 1]"))
    let damaged = try run("{\"format\": ")
    #expect(damaged.status == 1 && damaged.errors.split(separator: "\n").count == 1)
  }
}
