import Foundation
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
  private func evaluate(_ arguments: [String]) throws -> ForesightProcess {
    try ForesightProcess(["evaluate"] + arguments + ["--device", "cpu"])
  }

  private func lines(_ run: ForesightProcess) throws -> [[String: Any]] {
    #expect(run.status == 0, "\(run.errors)")
    return try run.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func aLineForEachCountOfSimulations() throws {
    let run = try TinyRun.cartPole.get()
    let arguments = [run.path, "--episodes", "3", "--simulations", "1,4", "--json"]
    let reports = try lines(try evaluate(arguments))
    #expect(reports.map { $0["simulations"] as? Int } == [1, 4])
    for report in reports {
      #expect(report["episodes"] as? Int == 3 && report["wins"] == nil)
      let (mean, error) = try (
        #require(report["mean_return"] as? Double), #require(report["standard_error"] as? Double)
      )
      // Three returns, none below the 8 steps that a pole takes at least to fall.
      #expect(mean >= 8 && error >= 0 && (mean * 3 - (mean * 3).rounded()).magnitude < 1e-9)
    }
    #expect(try evaluate(arguments).output == evaluate(arguments).output)
    #expect(try evaluate(arguments + ["--seed", "9"]).output != evaluate(arguments).output)
  }

  @Test func resultsAreRecordedUnlessARunIsTrained() throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("copy")
    try FileManager.default.copyItem(atPath: try TinyRun.cartPole.get().path, toPath: copy)
    let lock = open("\(copy)/lock", O_RDWR)
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let first = try evaluate([copy, "--episodes", "2", "--simulations", "7"])
    #expect(first.status == 0 && first.errors.contains("the results are not recorded: another process"))
    close(lock)
    let second = try evaluate([copy, "--episodes", "1", "--simulations", "8", "--json"])
    #expect(try lines(second)[0]["standard_error"] == nil && second.errors.isEmpty, "\(second.errors)")
    let shown = try ForesightProcess(["show", copy]).output
    #expect(shown.contains("simulations 8: mean return ") && shown.contains("episodes 1\n"), "\(shown)")
    #expect(!shown.contains("simulations 7"))
  }

  @Test func theRunsOwnResultStays() throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("copy")
    try FileManager.default.copyItem(atPath: try TinyRun.cartPole.get().path, toPath: copy)
    let before = try ForesightProcess(["show", copy]).output.split(separator: "\n")
    let own = try #require(before.first { $0.contains("simulations 3: mean return ") })
    for options in [["--episodes", "1"], ["--episodes", "2", "--seed", "9"]] {
      #expect(try evaluate([copy] + options).status == 0)
    }
    let shown = try ForesightProcess(["show", copy]).output
    #expect(shown.split(separator: "\n").contains { $0.hasSuffix(own.drop { $0 == " " }) }, "\(shown)")
    #expect(shown.contains("episodes 1\n") && shown.contains("episodes 2, seed 9\n"), "\(shown)")
  }

  @Test(arguments: ["random", "mcts:5"]) func gamesAreAllCounted(adversary: String) throws {
    let run = try TinyRun.ticTacToe.get()
    let arguments = [run.path, "--episodes", "9", "--against", adversary, "--json"]
    let report = try lines(try evaluate(arguments))[0]
    let counts = try ["wins", "draws", "losses"].map { try #require(report[$0] as? Int) }
    #expect(counts.reduce(0, +) == 9 && report["opponent"] as? String == adversary)
    let score = (Double(counts[0]) + Double(counts[1]) / 2) / 9
    #expect(try abs(#require(report["mean_return"] as? Double) - score) < 1e-9)
    let interval = try #require(report["interval"] as? [Double])
    #expect(interval[0] <= score && score <= interval[1] && interval[0] >= 0 && interval[1] <= 1)
    #expect(try evaluate(arguments).output == evaluate(arguments).output)
  }

  /// The agent's answers cut the opponent's sequences short, but from the second side he has 9 first moves.
  @Test func allSequencesArePlayed() throws {
    let run = try TinyRun.ticTacToe.get()
    let report = try lines(try evaluate([run.path, "--against", "exhaustive", "--json"]))[0]
    let games = try #require(report["episodes"] as? Int)
    #expect(games > 9 * 7 * 3 && games <= 9 * 7 * 5 * 3 + 8 * 6 * 4 * 2)
    #expect(report["standard_error"] as? Double == 0)
  }

  @Test func aTableIsPrinted() throws {
    let run = try TinyRun.ticTacToe.get()
    let table = try evaluate([run.path, "--episodes", "2", "--simulations", "1,2"])
    #expect(table.status == 0 && table.output.contains("against random:"))
    #expect(table.output.split(separator: "\n").count == 5, "\(table.output)")
  }

  @Test(arguments: [
    (["--simulations", "0"], "--simulations"), (["--simulations", "5,,6"], "--simulations"),
    (["--against", "mcts"], "--against"), (["--against", "mcts:0"], "--against"),
    (["--episodes", "0"], "--episodes is 0"),
    (["--against", "exhaustive", "--episodes", "3"], "leave out --episodes"),
    (["--against", "random"], "cartpole has one player; leave out --against"),
  ]) func whatCannotBeAskedIsOneSentence(_ arguments: [String], _ reason: String) throws {
    let run = try evaluate([try TinyRun.cartPole.get().path] + arguments)
    #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.hasPrefix("foresight: error: "))
  }

  @Test func largeGamesAreNotPlayedExhaustively() throws {
    let run = try evaluate([try TinyRun.go.get().path, "--against", "exhaustive"])
    #expect(run.status == 1 && run.errors.contains("go has too many sequences of moves"), "\(run.errors)")
  }

  @Test func whatIsNoRunOrOfAnotherAgentIsRefused() throws {
    let folder = try TemporaryFolder()
    let none = try ForesightProcess(["evaluate"], folder: folder.path)
    #expect(none.status == 1 && none.errors.contains("there is no run in runs"))
    let copy = folder.file("copy")
    try FileManager.default.copyItem(atPath: try TinyRun.cartPole.get().path, toPath: copy)
    let configuration = "\(copy)/configuration.yaml"
    let text = try String(contentsOfFile: configuration, encoding: .utf8)
    try ForesightProcess(["presets", "pendulum-vector", "--full"]).output
      .write(toFile: configuration, atomically: true, encoding: .utf8)
    let other = try ForesightProcess(["gtp", copy], input: "")
    #expect(other.status == 1 && other.errors.contains("is of another agent"), "\(other.errors)")
    try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: "\(copy)/checkpoints")
    let young = try evaluate([copy])
    #expect(young.status == 1 && young.errors.contains("has no checkpoint yet"), "\(young.errors)")
  }
}
