@testable import Environments
import Testing

/// UCI and USI, line by line.
@Suite struct EngineTests {
  private let answers = EngineAnswers()

  private func engine(_ dialect: EngineDialect, _ thinker: (any GameThinker)? = nil) -> EngineInterpreter {
    EngineInterpreter(dialect, thinker, answers: answers)
  }

  private func ask(_ engine: inout EngineInterpreter, _ lines: String...) throws -> [String] {
    for line in lines { try engine.answer(to: line) { false } }
    return answers.take()
  }

  @Test func theEngineSaysWhatItIs() throws {
    var engine = engine(.uci)
    #expect(
      try ask(&engine, "uci", "isready", "", "  \t", "ucinewgame", "stop", "debug on") == [
        "id name Foresight 1.0", "id author the authors of Foresight",
        "option name UCI_Variant type combo default chess var chess var minichess", "uciok", "readyok",
      ])
    engine = self.engine(.usi, LastMove())
    let lines = try ask(&engine, "usi", "gameover win", "usinewgame")
    #expect(
      lines.dropFirst(2) == [
        "option name UCI_Variant type combo default shogi var shogi var minishogi",
        "option name Nodes type spin default 25 min 1 max 1000",
        "option name MoveOverhead type spin default 30 min 0 max 10000", "usiok",
      ])
    #expect(try ask(&engine, "quit").isEmpty && engine.isFinished)
  }

  /// GUIs wait for `uciok` a short time, and for `readyok` as long as it takes.
  @Test(arguments: EngineDialect.allCases) func whatTakesLongIsDoneBeforeReadyok(dialect: EngineDialect)
    throws
  {
    let thinker = LastMove()
    var engine = EngineInterpreter(dialect, thinker, answers: answers)
    try engine.answer(to: dialect.rawValue) { true }
    #expect(!thinker.isPrepared && answers.take().last == "\(dialect.rawValue)ok")
    try engine.answer(to: "isready") { true }
    #expect(thinker.isPrepared && answers.take() == ["readyok"])
  }

  @Test func movesAreCounted() throws {
    var engine = engine(.uci)
    let first = try ask(&engine, "go perft 1")
    #expect(first.count == 21 && first.contains("e2e4: 1") && first.last == "\nNodes searched: 20\n")
    #expect(countedNodes(try ask(&engine, "go perft 3")) == 8902)
    #expect(countedNodes(try ask(&engine, "position startpos moves e2e4 e7e5", "go perft 2")) == 835)
    let kiwipete = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"
    #expect(countedNodes(try ask(&engine, "position fen \(kiwipete)", "go perft 3")) == 97862)
    #expect(
      countedNodes(try ask(&engine, "setoption name UCI_Variant value minichess", "go perft 4")) == 4775)
    engine = self.engine(.usi)
    #expect(countedNodes(try ask(&engine, "go perft 3")) == 25470)
    let busy = "l6nl/5+P1gk/2np1S3/p1p4Pp/3P2Sp1/1PPb2P1P/P5GS1/R8/LN4bKL w RGgsn5p 1"
    #expect(countedNodes(try ask(&engine, "position sfen \(busy)", "go perft 2")) == 28684)
    #expect(
      countedNodes(try ask(&engine, "setoption name UCI_Variant value minishogi", "go perft 4")) == 35401)
  }

  @Test func positionsAreShown() throws {
    var engine = engine(.uci)
    let lines = try ask(&engine, "position startpos moves e2e4", "d")
    #expect(lines[0].contains("4 . . . .(P). . .") && lines[0].hasSuffix("black to move"))
    #expect(lines[1] == "Fen: rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1")
    #expect(
      try ask(&engine, "ucinewgame", "d")[1]
        == "Fen: rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1")
    engine = self.engine(.usi)
    #expect(
      try ask(&engine, "position startpos moves 7g7f", "d")[1]
        == "Sfen: lnsgkgsnl/1r5b1/ppppppppp/9/9/2P6/PP1PPPPPP/1B5R1/LNSGKGSNL w - 2")
  }

  @Test(arguments: [
    ("foo", "Unknown command \"foo\""), ("usi", "Unknown command"), ("\u{0}x\u{7}", "Unknown command"),
    ("position", "No position follows"), ("position e2e4", "No position follows"),
    ("position sfen 9", "No position follows"), ("position startpos e2e4", "\"e2e4\" follows startpos"),
    ("position fen", "The FEN has 0 fields"), ("position fen 8/8 w - - 0 1", "The FEN has 2 ranks"),
    ("position startpos moves e2e4 e2e4", "Move 2 of 2: e2e4 is not legal"),
    ("position startpos moves e4", "Move 1 of 1: \"e4\" is no move"),
    ("position startpos moves 0000", "is no move in UCI notation"),
    ("position startpos moves moves", "Move 1 of 1: \"moves\" is no move"),
    ("go perft", "No number follows perft"), ("go perft 0", "0 follows perft, where 1 to 99"),
    ("go perft x", "\"x\" follows perft"), ("go perft 2 nodes 3", "Something stands beside perft"),
    ("go perft 99999999999999999999999", "where a whole number is due"), ("go nodes 0", "0 follows nodes"),
    ("go ponder wtime 100 btime 100", "Pondering is not supported"), ("go fast", "\"fast\" is nothing"),
    ("go searchmoves", "No move follows searchmoves"), ("ponderhit", "Pondering is not supported"),
    ("go searchmoves e2e5", "\"e2e5\" follows searchmoves, but is not legal"),
    ("setoption", "No option is named"), ("setoption name", "No option is named"),
    ("setoption name Hash value 16", "There is no option \"Hash\""),
    ("setoption name UCI_Variant", "\"\" is no game"),
    ("setoption name UCI_Variant value atomic", "choose chess or minichess"),
    ("setoption name Nodes value many", "\"many\" cannot be Nodes"),
    ("setoption name Nodes value 1001", "write a number from 1 to 1000"),
    ("setoption name MoveOverhead value -1", "write a number from 0 to 10000"),
  ]) func whatCannotBeDoneIsOneLineAndChangesNothing(_ line: String, _ reason: String) throws {
    var engine = engine(.uci, LastMove())
    _ = try ask(&engine, "position startpos moves d2d4")
    let lines = try ask(&engine, line)
    #expect(lines.count == 1 && lines[0].hasPrefix("info string error: "), "\(lines)")
    #expect(lines[0].contains(reason) && !lines[0].contains("\n"), "\(lines)")
    #expect(try ask(&engine, "d")[1].contains("/3P4/"))
  }

  @Test func searchesHaveTheirBounds() throws {
    let thinker = LastMove()
    var engine = engine(.uci, thinker)
    let lines = try ask(&engine, "go nodes 10")
    #expect(thinker.done == 10 && thinker.asked[0].legal.count == 20)
    let pattern =
      /info depth 2 seldepth 3 time \d+ nodes 10 nps \d+ score cp 89 pv ([a-h][1-8]){2}( ([a-h][1-8]){2})*/
    #expect(lines.count == 2 && lines[0].wholeMatch(of: pattern) != nil, "\(lines)")
    #expect(lines[1] == "bestmove \(lines[0].split(separator: " ")[15])")
    _ = try ask(&engine, "go")
    #expect(thinker.done == 25)
    _ = try ask(&engine, "setoption name nodes value 7", "go")
    #expect(thinker.done == 7)
    #expect(
      try ask(&engine, "go depth 3")[0] == "info string depth bounds no search of this engine, and is ignored"
    )
    #expect(thinker.done == 7)
    _ = try ask(&engine, "go nodes 5000")
    #expect(thinker.done == 1000)
    #expect(try ask(&engine, "go searchmoves a2a3 e2e4 nodes 3").last?.hasPrefix("bestmove") == true)
    #expect(thinker.asked.last!.legal.count == 2 && thinker.done == 3)
    // Stopped before it begins, it still has a move.
    try engine.answer(to: "go infinite") { true }
    #expect(thinker.done == 1 && answers.take().last?.hasPrefix("bestmove ") == true)
    // No time at all.
    #expect(try ask(&engine, "go wtime -5 btime 0 nodes 1000").count == 2)
  }

  @Test func gamesThatAreOverHaveNoMove() throws {
    var engine = engine(.uci, LastMove())
    let mate = ["info depth 0 score mate 0", "bestmove (none)"]
    #expect(try ask(&engine, "position startpos moves f2f3 e7e5 g2g4 d8h4", "go") == mate)
    try engine.answer(to: "go infinite") { true }
    #expect(answers.take() == mate)
    #expect(
      try ask(&engine, "position fen k7/8/1Q6/8/8/8/8/K7 b - - 0 1", "go") == [
        "info depth 0 score cp 0", "bestmove (none)",
      ])
    // Threefold repetition ends no game here.
    let back = "g1f3 g8f6 f3g1 f6g8 "
    let repeated = "position startpos moves " + back + back + back + "e2e4"
    #expect(try ask(&engine, repeated, "go nodes 2").last?.hasPrefix("bestmove ") == true)
    engine = self.engine(.usi, LastMove())
    let mated = "position sfen 4k4/4G4/4P4/9/9/9/9/9/4K4 w - 1"
    #expect(try ask(&engine, mated, "go") == ["info depth 0 score mate 0", "bestmove resign"])
    #expect(
      try ask(&engine, "go mate infinite", "go mate 100") == [
        "checkmate notimplemented", "checkmate notimplemented",
      ])
    let entered = "position sfen 1K+R+R+B+BGGG/+P+P+P+P5/9/9/9/9/9/9/4k4 b 4S4N4L9P 1"
    #expect(try ask(&engine, entered, "go") == ["info depth 0 score mate +", "bestmove win"])
  }

  @Test func clocksBoundSearches() throws {
    func milliseconds(_ dialect: EngineDialect, _ words: String, player: Int) throws -> Int? {
      try EngineLimits(words.split(separator: " ").map { String($0) }, dialect)
        .milliseconds(for: player, overhead: 10)
    }
    #expect(try milliseconds(.uci, "wtime 60000 btime 30000 winc 1000", player: 0) == 2990)
    #expect(try milliseconds(.uci, "wtime 60000 btime 30000 winc 1000", player: 1) == 990)
    #expect(try milliseconds(.usi, "wtime 60000 btime 30000", player: 0) == 990)
    #expect(try milliseconds(.uci, "wtime 60000 movestogo 2", player: 0) == 29_990)
    #expect(try milliseconds(.uci, "wtime 300 winc 5000", player: 0) == 290)
    #expect(try milliseconds(.usi, "btime 0 wtime 0 byoyomi 1000", player: 1) == 990)
    #expect(try milliseconds(.uci, "movetime 5", player: 1) == 1)
    #expect(try milliseconds(.uci, "nodes 5", player: 0) == nil)
    #expect(try milliseconds(.uci, "infinite wtime 5", player: 0) == nil)
  }
}
