import Foundation
import TestSupport
import Testing

@Suite struct InspectTreeCommandTests {
  private func inspect(_ path: String, _ arguments: String...) throws -> ForesightProcess {
    try ForesightProcess(["inspect", "tree", path, "--device", "cpu", "--simulations", "30"] + arguments)
  }

  @Test func textShowsTheFirstLevels() throws {
    let run = try inspect(try TinyRun.ticTacToe.get().path, "--moves", "B2 a1", "--depth", "2")
    try #require(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("tic-tac-toe, 30 simulations, value "))
    let first = lines.filter { $0.contains(#/^  [A-C][1-3]  /#) }
    let visits = try first.map { Int(try #require($0.firstMatch(of: #/  ([0-9]+) visits, Q [+-]/#)).1)! }
    #expect(visits.reduce(0, +) == 30 && visits == visits.sorted(by: >))
    #expect(!first.contains { $0.hasPrefix("  B2") || $0.hasPrefix("  A1") })
    #expect(lines.contains { $0.contains(#/^    [A-C][1-3]  /#) })
    #expect(!lines.contains { $0.hasPrefix("      ") })
  }

  @Test func everyNodeIsInTheOtherForms() throws {
    let path = try TinyRun.ticTacToe.get().path
    let json = try inspect(path, "--format", "json")
    let tree = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((tree["nodes"] as? [Any])?.count == 31 && tree["simulations"] as? Int == 30)
    let dot = try inspect(path, "--format", "dot")
    #expect(dot.output.hasPrefix("digraph tree_0 {\n") && dot.output.hasSuffix("}\n"))
    #expect(dot.output.split(separator: "\n").count { $0.contains(" -> ") } == 30)
  }

  @Test(arguments: [
    ("Z9", "--moves: move 1, \"Z9\", is no action of tic-tac-toe"),
    ("B2 B2", "--moves: move 2, \"B2\", is not legal there"),
    ("A1 B1 A2 B2 A3", "--moves: the episode is over with move 5, \"A3\"; leave it out"),
  ]) func movesThatLeadNowhereAreNamed(moves: String, message: String) throws {
    let run = try inspect(try TinyRun.ticTacToe.get().path, "--moves", moves)
    #expect(run.status == 1 && run.errors.contains(message) && run.output.isEmpty, "\(run.errors)")
  }
}
