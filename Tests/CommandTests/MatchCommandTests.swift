import Foundation
import TestSupport
import Testing

/// `foresight match`.
@Suite struct MatchCommandTests {
  private let folder: TemporaryFolder
  private static let fairy = "/usr/games/fairy-stockfish"

  init() throws { folder = try TemporaryFolder() }

  private func match(_ words: String...) throws -> ForesightProcess {
    try ForesightProcess(["match"] + words + ["--device", "cpu"], folder: folder.path)
  }

  @Test func twoPlayersHaveAScoreAndAnEloDifference() throws {
    let run = try match("random", "mcts:50", "--game", "tic-tac-toe", "--games", "40", "--output", "m")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("tic-tac-toe, 40 games, in m; 2 random moves first"))
    #expect(run.output.contains(/random against mcts:50: 40 games, \d+ won, \d+ drawn, \d+ lost\n/))
    #expect(
      run.output.contains(/score 0\.\d{3} \(0\.\d{3} to 0\.\d{3}\), Elo −\d+ \(.*\); 95 % intervals, penta/))
    #expect(FileManager.default.fileExists(atPath: folder.file("m/games.txt")))
    let shown = try match("--show", "m", "--json")
    #expect(shown.output.hasPrefix("{\"draws\":") && shown.output.contains("\"method\":\"pentanomial\""))
    let again = try match("random", "mcts:50", "--game", "tic-tac-toe", "--output", "m")
    #expect(again.status == 1 && again.errors.contains("m is there already; go on with --resume m"))
  }

  @Test func aRoundRobinHasATable() throws {
    let run = try match(
      "random", "mcts:5", "mcts:100; name=strong", "--game", "tic-tac-toe", "--games", "20", "--output", "m")
    #expect(run.status == 0, "\(run.errors)")
    let rows = run.output.split(separator: "\n").map { String($0) }
    #expect(rows[1].contains(/^ +rating +± +games +score +1 +2 +3$/), "\(run.output)")
    #expect(rows[2].hasPrefix("1 strong ") && rows[4].contains("random"))
    #expect(rows[2...4].allSatisfy { $0.contains(#/ [+−]\d+ +\d+ +40 /#) })
  }

  /// More games are those that a longer match would have had.
  @Test func aMatchGoesOn() throws {
    let words = ["random", "mcts:20", "--game", "tic-tac-toe", "--seed", "7"]
    func play(_ more: [String]) throws -> ForesightProcess {
      try ForesightProcess(["match"] + more, folder: folder.path)
    }
    #expect(try play(words + ["--games", "10", "--output", "short"]).status == 0)
    let longer = try play(["--resume", "short", "--games", "30"])
    #expect(longer.status == 0 && longer.output.contains(": 30 games,"), "\(longer.errors)")
    #expect(try play(words + ["--games", "30", "--output", "long"]).status == 0)
    let games = try ["short", "long"].map {
      try String(contentsOfFile: folder.file("\($0)/games.txt"), encoding: .utf8)
    }
    #expect(games[0] == games[1])
    let shorter = try play(["--resume", "short", "--games", "20"])
    #expect(shorter.status == 1)
    #expect(shorter.errors.contains("--games is 20, but the match has 30; choose more"))
  }

  /// Also where not all openings were played with both colours.
  @Test func aRoundRobinGoesOn() throws {
    let words = ["random", "mcts:5", "mcts:9", "--game", "tic-tac-toe"]
    for more in [
      words + ["--games", "1", "--output", "short"], ["--resume", "short", "--games", "4"],
      words + ["--games", "4", "--output", "long"],
    ] {
      let run = try ForesightProcess(["match"] + more, folder: folder.path)
      #expect(run.status == 0, "\(run.errors)")
    }
    let games = try ["short", "long"].map {
      try String(contentsOfFile: folder.file("\($0)/games.txt"), encoding: .utf8)
    }
    #expect(games[0] == games[1])
  }

  @Test(.timeLimit(.minutes(2))) func controlCEndsAMatchWithWhatItHas() throws {
    let path = folder.file("m")
    let running = try RunningForesight([
      "match", "random", "mcts:300", "--game", "tic-tac-toe", "--games", "2000", "--output", path,
    ])
    try running.wait(for: "of 2000  moves ")
    running.send(SIGINT)
    let (status, output) = try running.wait()
    #expect(status == 0, "\(output)")
    #expect(
      output.contains("of 2000 games are over; `") && output.contains("match --resume \(path)` goes on"))
    #expect(output.contains("score 0."))
  }

  /// A search that would take minutes.
  @Test(.timeLimit(.minutes(2))) func controlCEndsALongSearch() throws {
    let path = folder.file("m")
    let running = try RunningForesight([
      "match", "\(try TinyRun.ticTacToe.get().path); simulations=1000000", "random", "--games", "2",
      "--random-plies",
      "0", "--output", path, "--device", "cpu",
    ])
    try running.wait(for: "tic-tac-toe, 2 games")
    sleep(3)
    let start = ContinuousClock.now
    running.send(SIGINT)
    let (status, output) = try running.wait()
    #expect(ContinuousClock.now - start < .seconds(10), "loaded machines are slower than the 2 s that it has")
    #expect(status == 0 && output.contains("0 of 2 games are over"), "\(output)")
  }

  @Test func checkpointsOfARunPlayEachOther() throws {
    let path = folder.file("run")
    let training = try ForesightProcess(
      ["train", "tic-tac-toe", "--run", path, "--seed", "3", "--device", "cpu"]
        + [
          "selfPlay.environments=4", "selfPlay.movesPerTick=4", "training.environmentSteps=96",
          "learner.batch=4", "learner.firstSteps=40", "learner.samplesPerState=1", "search.simulations=4",
          "network.hidden=[4]", "network.encoding=3", "learner.unrollSteps=2", "training.checkpointSeconds=0",
          "training.keptCheckpoints=5",
        ].flatMap { ["--set", $0] })
    try #require(training.status == 0, "\(training.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/checkpoints")
    #expect(names.count { $0.hasPrefix("step-") } == 5, "\(names)")
    let run = try match(path, "--checkpoints", "--games", "2", "--output", "m")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Elo above the first checkpoint") && run.output.contains("run@96"))
    let shown = try ForesightProcess(["show", path])
    #expect(shown.output.contains("Elo of checkpoints against each other"))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: fairy)))
  func anAgentPlaysWithAProgram() throws {
    let agent = try TinyRun.minichess.get().path
    let run = try match(
      "\(agent); name=agent", "uci:fairy-stockfish; nodes=50", "--games", "2", "--output", "m")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("agent against fairy-stockfish: 2 games"))
    #expect(!run.errors.contains("has lost the game"), "\(run.errors)")
    let games = try String(contentsOfFile: folder.file("m/games.pgn"), encoding: .utf8)
    #expect(games.contains("[Variant \"Gardner\"]") && games.contains("[White \"fairy-stockfish\"]"))
  }

  /// Both sides are this program: one as an agent, one behind UCI.
  @Test func anAgentPlaysWithItselfBehindUCI() throws {
    let agent = try TinyRun.minichess.get().path
    let program = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
      .appending(component: "foresight").path
    let run = try match(
      "\(agent); name=agent", "uci:\(program) uci \(agent) --device cpu; name=engine; Nodes=3", "--games",
      "2",
      "--move-limit", "20", "--output", "m")
    #expect(run.status == 0 && run.output.contains("agent against engine: 2 games"), "\(run.errors)")
    #expect(!run.errors.contains("has lost the game"), "\(run.errors)")
  }

  @Test func anAgentPlaysGoWithItselfBehindGTP() throws {
    let agent = try TinyRun.go.get().path
    let program = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
      .appending(component: "foresight").path
    let sized = try match(agent, "random", "--size", "9", "--output", "sized")
    #expect(sized.status == 1 && sized.errors.contains("--size is 9, but go on 3 × 3 is played"))
    let run = try match(
      "\(agent); name=agent", "gtp:\(program) gtp \(agent) --device cpu; name=program", "--games", "2",
      "--output", "m")
    #expect(run.status == 0 && run.output.contains("agent against program: 2 games"), "\(run.errors)")
    #expect(!run.errors.contains("has lost the game"), "\(run.errors)")
    #expect(run.output.contains("ended: 2 by score"), "\(run.output)")
    let games = try String(contentsOfFile: folder.file("m/games.sgf"), encoding: .utf8)
    #expect(games.split(separator: "\n").count == 2 && games.contains("SZ[3]"))
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: fairy)), arguments: ["shogi", "mini-shogi"])
  func shogiIsPlayedByUSI(game: String) throws {
    let run = try match(
      "random", "usi:fairy-stockfish; depth=2", "--game", game, "--games", "2", "--output", "m")
    #expect(run.status == 0 && run.output.contains("2 games"), "\(run.errors)")
    #expect(!run.errors.contains("has lost the game"), "\(run.errors)")
  }

  /// A match that goes on has the checkpoint that it began with, though the run has others by then.
  @Test func checkpointsArePinned() throws {
    let agent = try TinyRun.ticTacToe.get().path
    let run = try match(agent, "\(agent)@best; name=other", "--games", "2", "--output", "m")
    #expect(run.status == 0, "\(run.errors)")
    let players = try String(
      decoding: Data(contentsOf: URL(filePath: folder.file("m/match.sqlite"))), as: UTF8.self)
    #expect(players.contains("\(agent)@96") && players.contains("; name=other"))
  }

  /// While a program thinks, too: its game is played once more when the match goes on.
  @Test(.timeLimit(.minutes(1))) func controlCDoesNotWaitForPrograms() throws {
    let script = folder.file("sleeper")
    try """
    #!/bin/sh
    while read line; do case "$line" in uci) echo uciok;; isready) echo readyok;; go*) sleep 50;; esac; done
    """.write(toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    let running = try RunningForesight([
      "match", "uci:\(script)", "random", "--game", "chess", "--games", "2", "--output", folder.file("m"),
    ])
    try running.wait(for: "chess, 2 games")
    usleep(500_000)
    let start = ContinuousClock.now
    running.send(SIGINT)
    let (status, output) = try running.wait()
    #expect(status == 0 && output.contains("0 of 2 games are over"), "\(output)")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(arguments: [
    (["random"], "a match has two players or more"),
    (["random", "somebody", "--game", "chess"], "no player is called \"somebody\""),
    (["random", "random"], "nobody says what is played; add --game"),
    (["random", "gtp:/bin/cat", "--game", "chess"], "gtp:/bin/cat plays go, but chess is played"),
    (["random", "uci:/bin/cat", "--game", "shogi"], "uci:/bin/cat plays chess or minichess, but shogi is"),
    (["random", "random", "--game", "cartpole"], "cartpole has one player"),
    (["random", "uci:no-such-program"], "there is no program no-such-program in the PATH"),
    (["random", "mcts:5; nodes=3", "--game", "chess"], "mcts:5 has no option \"nodes\"; there is name"),
    (["random", "random", "--game", "chess", "--clock", "3-1"], "--clock is \"3-1\", but must be seconds"),
    (["random", "random", "--game", "chess", "--resign", "2"], "--resign is 2.0, but must be 0 to 1"),
    (["random", "random", "--game", "chess", "--openings", "none"], "the openings none cannot be read"),
    (["random", "--resume", "m"], "--resume and --show name a match that has its players"),
    (["--resume", "nowhere"], "nowhere holds no match"), (["--show", "nowhere"], "nowhere holds no match"),
    (["runs/none", "--checkpoints"], "there is no run runs/none"),
    (["random; =", "random", "--game", "chess"], "\"=\" of random has no name before the equals sign"),
    (["uci:/bin/cat; =5", "random"], "\"=5\" of uci:/bin/cat has no name before the equals sign"),
    (["random; name=", "random", "--game", "chess"], "the name of random is empty; write name=NAME"),
    (["random", "random", "--game", "go", "--komi", "nan"], "--komi is nan, but must be -1000 to 1000"),
    (["random", "random", "--game", "go", "--komi", "inf"], "--komi is inf, but must be -1000 to 1000"),
    (["random", "random", "--game", "chess", "--size", "9"], "chess has a board of one size"),
    (["random", "random", "--game", "chess", "--komi", "5"], "There is no komi in chess"),
    (["--resume", "m", "--nodes", "5", "--seed", "1"], "as it was begun; leave out --nodes, --seed"),
    (["--show", "m", "--games", "5", "--output", "o"], "as it was begun; leave out --games, --output"),
    (
      ["random", "random", "--game", "tic-tac-toe", "--random-plies", "20", "--output", "m"],
      "20 random moves from \"startpos\" end the game; choose fewer with --random-plies"
    ),
  ]) func whatCannotBeDoneIsOneSentence(_ words: [String], _ reason: String) throws {
    let run = try ForesightProcess(["match"] + words, folder: folder.path)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try folder.names.isEmpty)
  }
}
