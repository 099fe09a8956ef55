import Environments
import Randomness
import Synchronization
import Testing

/// Whole sessions, in odd orders too.
@Suite struct EngineSessionTests {
  private let answers = EngineAnswers()

  /// Commands in any order, right and wrong ones.
  private func commands(_ dialect: EngineDialect, seed: UInt64, count: Int) -> [String] {
    var random = RandomStream(seed)
    let (move, other) = dialect == .uci ? ("e2e4", "e7e5") : ("7g7f", "3c3d")
    let positions =
      dialect == .uci
      ? ["fen 8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", "fen 8/8/8/8/8/8/8/8 w - - 0 1"]
      : ["sfen R8/2K1S1SSk/4B4/9/9/9/9/9/1L1L1L3 b RBGSNLP3g3n17p 1", "sfen 9/9/9/9/9/9/9/9/9 b - 1"]
    let choices =
      [
        dialect.rawValue, "isready", "isready", "stop", "stop", "\(dialect.rawValue)newgame", "d", "", "help",
        "go", "go nodes 40", "go infinite", "go infinite", "go movetime 3", "go wtime 90 btime 80 winc 1",
        "go ponder", "ponderhit", "go depth 2", "go perft 1", "go perft 2", "go perft 60\nstop",
        "go searchmoves \(move)", "go mate 3", "go byoyomi 2", "go nodes", "go infinite infinite",
        "setoption name Nodes value 5", "setoption name Nodes value -5", "setoption",
        "setoption name UCI_Variant value \(dialect == .uci ? "minichess" : "minishogi")",
        "setoption name UCI_Variant value \(dialect == .uci ? "chess" : "shogi")", "position", "bestmove",
        "position startpos moves", "position startpos moves \(move) \(other)",
        "position startpos moves \(other)", "gameover draw", "debug on", "register later", "\u{FFFD}\u{0}",
      ] + positions.map { "position \($0)" }
    return (0..<count).flatMap { _ in
      choices[Int(random.next() % UInt64(choices.count))].split(
        separator: "\n", omittingEmptySubsequences: false
      ).map { String($0) }
    }
  }

  @Test(arguments: EngineDialect.allCases, [true, false])
  func everyCommandIsAnsweredOrRefused(_ dialect: EngineDialect, _ thinks: Bool) throws {
    var engine = EngineInterpreter(dialect, thinks ? LastMove() : nil, answers: answers)
    let silent = [
      "position", "setoption", "stop", "\(dialect.rawValue)newgame", "debug", "register", "gameover",
    ]
    for line in commands(dialect, seed: 7, count: 500) {
      try engine.answer(to: line) { true }
      let lines = answers.take()
      let command = line.split(separator: " ").first.map { String($0) }
      #expect(!lines.isEmpty || command == nil || silent.contains(command!), "\(line)")
    }
  }

  @Test(arguments: EngineDialect.allCases, [true, false])
  func aSessionInOddOrderEnds(_ dialect: EngineDialect, _ thinks: Bool) throws {
    for (seed, ending) in [(1, "quit"), (2, ""), (3, "go infinite"), (4, "quit")] {
      let lines = commands(dialect, seed: UInt64(seed), count: 500) + [ending]
      var interpreter = EngineInterpreter(dialect, thinks ? LastMove() : nil, answers: answers)
      let session = EngineSession(dialect, searches: thinks, print: answers.append)
      let rest = Mutex(lines.makeIterator())
      try session.run(&interpreter) { rest.withLock { $0.next() } }
      let answered = answers.take()
      #expect(interpreter.isFinished == (ending == "quit"))
      #expect(answered.count { $0 == "readyok" } == lines.count { $0 == "isready" })
      let begun = lines.count { $0 == "go" || $0.hasPrefix("go ") }
      #expect(answered.count { $0.hasPrefix("bestmove ") } <= (thinks ? begun : 0))
      for text in answered {
        for line in text.split(separator: "\n") where line.hasPrefix("info") {
          #expect(line.hasPrefix("info string ") || line.hasPrefix("info depth "), "\(line)")
        }
      }
    }
  }

  @Test func whatIsAskedDuringASearchIsHeard() throws {
    let answers = answers
    var interpreter = EngineInterpreter(.uci, LastMove(), answers: answers)
    let session = EngineSession(.uci, searches: true, print: answers.append)
    let lines = Mutex(
      ["isready", "go infinite", "isready", "position startpos moves e2e4", "stop", "d"].makeIterator())
    try session.run(&interpreter) { lines.withLock { $0.next() } }
    let answered = answers.take()
    #expect(answered.count { $0 == "readyok" } == 2)
    #expect(
      answered.contains(
        "info string error: Line 2 searches until it is stopped: write stop before \"position\"."))
    #expect(answered.count { $0.hasPrefix("bestmove ") } == 1)
    #expect(answered.last == "Fen: rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1")
  }

  /// A search that is refused does not hold back what was read behind it.
  @Test func aRefusedEndlessSearchRefusesNothing() throws {
    let answers = answers
    var interpreter = EngineInterpreter(.uci, LastMove(), answers: answers)
    let session = EngineSession(.uci, searches: true, print: answers.append)
    let lines = Mutex(
      [
        "go infinite searchmoves a1a8", "position startpos moves e2e4", "go nodes 2", "go infinite", "d",
        "go nodes 3", "stop", "d", "quit",
      ].makeIterator())
    try session.run(&interpreter) { lines.withLock { $0.next() } }
    let answered = answers.take()
    #expect(answered.first?.contains("\"a1a8\" follows searchmoves, but is not legal in ") == true)
    #expect(answered.count { $0.hasPrefix("bestmove ") } == 2)
    #expect(answered.count { $0.contains("Line 4 searches until it is stopped: write stop before ") } == 2)
    #expect(answered.last == "Fen: rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1")
  }

  @Test func aCountStopsInItsMidst() throws {
    let answers = answers
    var interpreter = EngineInterpreter(.uci, nil, answers: answers)
    let session = EngineSession(.uci, searches: false, print: answers.append)
    let lines = Mutex(["go perft 40", "isready", "stop", "go perft 2", "quit", "d"].makeIterator())
    try session.run(&interpreter) { lines.withLock { $0.next() } }
    let answered = answers.take()
    #expect(answered.contains { $0.hasPrefix("info string error: The count was stopped after ") })
    #expect(countedNodes(answered) == 400 && interpreter.isFinished)
  }
}
