import Foundation
import TestSupport
import Testing

@Suite struct GoTextProtocolCommandTests {
  private func session(_ path: String, input: String) throws -> ForesightProcess {
    try ForesightProcess(["gtp", path, "--simulations", "3", "--device", "cpu"], input: input)
  }

  @Test func aSessionIsAnswered() throws {
    let commands = """
      1 protocol_version
      name
      boardsize 9
      boardsize 3
      komi 6.5
      play b b2
      2 genmove w
      genmove b
      play w b2
      undo
      final_score
      3 quit

      """
    let run = try session(try TinyRun.go.get().path, input: commands)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let answers = run.output.components(separatedBy: "\n\n").dropLast()
    try #require(answers.count == 12, "\(run.output)")
    #expect(
      Array(answers.prefix(6)) == ["=1 2", "= Foresight", "? unacceptable size", "=", "=", "="])
    #expect(answers[6].wholeMatch(of: /=2 ([ABC][123]|pass)/) != nil && answers[6] != "=2 B2")
    #expect(answers[7].wholeMatch(of: /= ([ABC][123]|pass)/) != nil)
    #expect(answers[8] == "? illegal move" && answers[9] == "=")
    #expect(answers[10].wholeMatch(of: /= [BW]\+[0-9.]+/) != nil && answers[11] == "=3")
  }

  @Test func theEndOfTheInputEndsIt() throws {
    let run = try session(try TinyRun.go.get().path, input: "name\n")
    #expect(run.status == 0 && run.output == "= Foresight\n\n")
  }

  @Test func otherGamesAreRefused() throws {
    let run = try session(try TinyRun.ticTacToe.get().path, input: "name\n")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("plays tic-tac-toe; the protocol is for runs that play Go"), "\(run.errors)")
  }

  /// A move that would take minutes is there within its second, the answer's way included.
  @Test func timeIsKept() throws {
    let path = try TinyRun.go.get().path
    let arguments = ["gtp", path, "--simulations", "1000000", "--device", "cpu"]
    // The first start compiles the kernels.
    _ = try ForesightProcess(arguments, input: "time_settings 0 1 1\ngenmove b\n")
    let start = ContinuousClock.now
    let none = try ForesightProcess(arguments, input: "name\n")
    let middle = ContinuousClock.now
    let moves = try ForesightProcess(arguments, input: "time_settings 0 1 1\ngenmove b\ngenmove w\n")
    let seconds = ((.now - middle) - (middle - start)) / .seconds(1)
    #expect(none.status == 0 && moves.status == 0, "\(moves.errors)")
    #expect(
      moves.output.wholeMatch(of: /=\n\n= [A-Zpas1-3]+\n\n= [A-Zpas1-3]+\n\n/) != nil, "\(moves.output)")
    // Two moves; the program's start takes a little less or more each time.
    #expect(seconds > 1 && seconds < 2.5, "\(seconds)")
  }

  @Test(arguments: ["lz-analyze", "kata-analyze"]) func aPositionIsAnalyzed(command: String) throws {
    let run = try session(try TinyRun.go.get().path, input: "3 \(command) b 1\n4 name\n")
    #expect(run.status == 0 && run.output.hasPrefix("=3\ninfo move "), "\(run.output)")
    #expect(run.output.hasSuffix("\n\n=4 Foresight\n\n"))
    #expect(
      run.output.contains(" visits ") && run.output.contains(" winrate ") && run.output.contains(" pv "))
  }
}
