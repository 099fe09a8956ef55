import Environments
import Testing

@Suite struct GoTextProtocolTests {
  private func engine() -> GoTextProtocol {
    GoTextProtocol(name: "Test", version: "1.0", game: Go(size: 5, komi: 0.5), sizes: 3...9)
  }

  /// Asks commands one after the other; the first legal move is generated.
  private func ask(_ engine: inout GoTextProtocol, _ lines: String...) -> [String?] {
    lines.map { line in
      engine.answer(to: line) { search in
        #expect(!search.game.isOver && search.legal.allSatisfy(search.game.isLegal))
        return search.legal[0]
      }
    }
  }

  @Test func linesAreReadAsTheProtocolSays() {
    var engine = engine()
    #expect(ask(&engine, "", "  \t ", "# name", "\u{7}\r") == [nil, nil, nil, nil])
    #expect(ask(&engine, "\u{feff}name\r") == ["= Test\n\n"])
    #expect(
      ask(&engine, "name", "12 name", " 7\tname # no", "na\u{1}me\r") == [
        "= Test\n\n", "=12 Test\n\n", "=7 Test\n\n", "= Test\n\n",
      ])
    #expect(
      ask(&engine, "3 nonsense", "3", "Name", "play black") == [
        "?3 unknown command\n\n", "?3 unknown command\n\n", "? unknown command\n\n", "? syntax error\n\n",
      ])
  }

  @Test func theEngineSaysWhatItIs() {
    var engine = engine()
    #expect(
      ask(&engine, "protocol_version", "version", "known_command undo", "1 known_command redo") == [
        "= 2\n\n", "= 1.0\n\n", "= true\n\n", "=1 false\n\n",
      ])
    let commands = ask(&engine, "list_commands")[0]!.dropFirst(2).split(separator: "\n")
    #expect(commands.count == 26 && commands.contains("genmove"))
    for command in commands { #expect(ask(&engine, "known_command \(command)") == ["= true\n\n"]) }
    #expect(ask(&engine, "time_settings 10 5 1", "time_left b 3 1") == ["=\n\n", "=\n\n"])
    #expect(!engine.isFinished && ask(&engine, "9 quit") == ["=9\n\n"] && engine.isFinished)
  }

  @Test func sizeAndKomiChange() {
    var engine = engine()
    #expect(
      ask(&engine, "boardsize 10", "boardsize 2", "boardsize five", "boardsize", "komi x", "komi nan") == [
        "? unacceptable size\n\n", "? unacceptable size\n\n", "? syntax error\n\n", "? syntax error\n\n",
        "? syntax error\n\n", "? syntax error\n\n",
      ])
    #expect(
      ask(&engine, "play b A1", "boardsize 9", "komi -5.5", "final_score", "clear_board") == [
        "=\n\n", "=\n\n", "=\n\n", "= B+5.5\n\n", "=\n\n",
      ])
    #expect(engine.game.size == 9 && engine.game.komi == -5.5 && engine.game.moveCount == 0)
    #expect(
      ask(&engine, "undo", "komi 0", "final_score", "komi 7", "final_score") == [
        "? cannot undo\n\n", "=\n\n", "= 0\n\n", "=\n\n", "= W+7\n\n",
      ])
  }

  @Test func movesAreCheckedAndTakenBack() {
    var engine = engine()
    #expect(
      ask(&engine, "play b A2", "play W e5", "play black B1", "play white a1", "play white T19") == [
        "=\n\n", "=\n\n", "=\n\n", "? illegal move\n\n", "? illegal move\n\n",
      ])
    #expect(
      ask(&engine, "play red A3", "play b I5", "play b 5", "play w A2", "play w PASS") == [
        "? syntax error\n\n", "? syntax error\n\n", "? syntax error\n\n", "? illegal move\n\n", "=\n\n",
      ])
    #expect(engine.game.moveCount == 4 && engine.game.playerToMove == 0)
    #expect(
      ask(&engine, "komi 3", "undo", "final_score", "undo", "final_score") == [
        "=\n\n", "=\n\n", "= W+1\n\n", "=\n\n", "= W+3\n\n",
      ])
    #expect(engine.game.moveCount == 2)
  }

  @Test func aColorMayMoveTwice() {
    var engine = engine()
    #expect(
      ask(&engine, "play b A1", "play b B2", "genmove b", "genmove white") == [
        "=\n\n", "=\n\n", "= A5\n\n", "= B5\n\n",
      ])
    // Black's three moves, white's one, and two passes between.
    #expect(engine.game.moveCount == 6)
    _ = ask(&engine, "undo", "undo")
    #expect(engine.game.moveCount == 3 && engine.game.playerToMove == 1)
    #expect(ask(&engine, "genmove green", "genmove") == ["? syntax error\n\n", "? syntax error\n\n"])
  }

  @Test func gamesGoOnAfterTwoPasses() {
    var engine = engine()
    #expect(
      ask(&engine, "play b pass", "play w pass", "play b A1", "genmove w", "final_score") == [
        "=\n\n", "=\n\n", "=\n\n", "= A5\n\n", "= W+0.5\n\n",
      ])
    _ = ask(&engine, "clear_board", "play b pass", "play b pass", "play b pass")
    #expect(engine.game.moveCount == 5 && ask(&engine, "play b C3", "genmove b") == ["=\n\n", "= A5\n\n"])
  }

  @Test func theBoardIsShown() {
    var engine = GoTextProtocol(name: "Test", version: "1", game: Go(size: 3))
    let board = """
      =4
        A B C
      3 . . .
      2 .(X).
      1 . . .
      O to move


      """
    #expect(ask(&engine, "play b b2", "4 showboard").last == board)
  }

  @Test func whatThePlayerThrowsIsPassedOn() {
    struct Failure: Error {}
    var engine = engine()
    #expect(throws: Failure.self) { try engine.answer(to: "genmove w") { _ in throw Failure() } }
    #expect(
      engine.game.moveCount == 0 && ask(&engine, "name", "undo") == ["= Test\n\n", "? cannot undo\n\n"])
  }
}
