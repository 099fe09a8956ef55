import Foundation
import TestSupport
import Testing

/// `foresight uci` and `foresight usi`.
@Suite struct EngineCommandTests {
  private func session(_ arguments: [String], input: String) throws -> ForesightProcess {
    try ForesightProcess(arguments, input: input)
  }

  @Test func theRulesNeedNoRun() throws {
    let chess = try session(
      ["uci", "--rules"], input: "uci\nisready\nposition startpos moves e2e4\ngo perft 2\ngo\nquit\n")
    #expect(chess.status == 0 && chess.errors.isEmpty)
    #expect(chess.output.hasPrefix("id name Foresight rules\n"))
    #expect(chess.output.contains("uciok\nreadyok\n") && chess.output.contains("e7e5: 29\n"))
    #expect(chess.output.contains("\nNodes searched: 600\n"))
    #expect(chess.output.hasSuffix("write go perft and a depth, or begin with a run.\n"))
    let shogi = try session(
      ["usi", "--rules"], input: "setoption name USI_Variant value minishogi\ngo perft 3\n")
    #expect(shogi.status == 0 && shogi.output.hasSuffix("\nNodes searched: 2512\n\n"))
  }

  @Test func anAgentPlays() throws {
    let path = try TinyRun.minichess.get().path
    let run = try session(
      ["uci", path, "--simulations", "3", "--device", "cpu"],
      input: """
        uci
        position startpos moves b2b3
        go
        go nodes 9
        go movetime 50
        position startpos moves b2b3 b2b3
        go infinite
        isready

        """)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map { String($0) }
    #expect(lines.contains("option name UCI_Variant type combo default minichess var minichess"))
    #expect(lines.contains { $0.hasPrefix("option name Nodes type spin default 3 min 1 max ") })
    let move = /bestmove [a-e][1-5][a-e][1-5]/
    #expect(lines.count { $0.wholeMatch(of: move) != nil } == 4, "\(run.output)")
    let informed = lines.filter { $0.hasPrefix("info depth ") }
    #expect(informed.count >= 4 && informed[0].contains(" nodes 3 ") && informed[1].contains(" nodes 9 "))
    let found =
      /info depth \d+ seldepth \d+ time \d+ nodes \d+ nps \d+ score cp -?\d+ pv [a-e][1-5][a-e][1-5].*/
    #expect(informed.allSatisfy { $0.wholeMatch(of: found) != nil }, "\(informed)")
    #expect(lines.contains { $0.hasPrefix("info string error: Move 2 of 2: b2b3 is not legal in ") })
    #expect(lines.contains("readyok") && lines.last?.hasPrefix("bestmove ") == true)
  }

  @Test func otherGamesAreRefused() throws {
    let run = try session(["usi", try TinyRun.minichess.get().path], input: "usi\n")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors.contains("plays minichess; usi is for runs that play shogi or mini-shogi"), "\(run.errors)")
    let both = try session(["uci", "somewhere", "--rules"], input: "uci\n")
    #expect(both.status == 1 && both.errors.contains("--rules needs no agent; leave out the run"))
  }

  /// A window waits for each answer, and the program for each line.
  @Test(.timeLimit(.minutes(1))) func aWindowIsAnsweredLineByLine() throws {
    let process = Process()
    let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
    process.executableURL = folder.appending(component: "foresight")
    process.arguments = ["uci", try TinyRun.minichess.get().path, "--device", "cpu"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    func ask(_ line: String, until word: String) throws -> String {
      try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
      var text = ""
      while !text.contains(word) {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the program ended after \(text)")
        text += String(decoding: more, as: UTF8.self)
      }
      return text
    }
    #expect(try ask("uci", until: "uciok\n").hasPrefix("id name Foresight "))
    #expect(try ask("isready", until: "readyok\n") == "readyok\n")
    #expect(try ask("position startpos\ngo nodes 2", until: "bestmove ").contains(" nodes 2 "))
    #expect(try ask("go infinite\nisready", until: "readyok\n").contains("bestmove") == false)
    #expect(try ask("stop", until: "bestmove ").contains("info depth "))
    #expect(try ask("d", until: "Fen: ").contains("white to move"))
    try input.fileHandleForWriting.write(contentsOf: Data("quit\n".utf8))
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
