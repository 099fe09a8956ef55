import Environments
import Foundation
import Testing

/// Handicap stones, games in files, clocks and cleanup in the Go Text Protocol.
@Suite struct GoTextSetupTests {
  private func engine(_ size: Int, sizes: ClosedRange<Int>? = nil) -> GoTextProtocol {
    GoTextProtocol(name: "T", version: "1", game: Go(size: size, komi: 0.5), sizes: sizes ?? size...size)
  }

  private func ask(_ engine: inout GoTextProtocol, _ lines: String...) -> [String?] {
    lines.map { engine.answer(to: $0) { $0.legal[0] } }
  }

  @Test func fixedHandicapIsWhereTheProtocolSays() {
    var engine = engine(19)
    let expected = [
      "D4 Q16", "D4 Q16 D16", "D4 Q16 D16 Q4", "D4 Q16 D16 Q4 K10", "D4 Q16 D16 Q4 D10 Q10",
      "D4 Q16 D16 Q4 D10 Q10 K10", "D4 Q16 D16 Q4 D10 Q10 K4 K16", "D4 Q16 D16 Q4 D10 Q10 K4 K16 K10",
    ]
    for (count, points) in zip(2..., expected) {
      #expect(ask(&engine, "clear_board", "fixed_handicap \(count)") == ["=\n\n", "= \(points)\n\n"])
      #expect(engine.game.playerToMove == 1)
    }
    #expect(ask(&engine, "fixed_handicap 2") == ["? board not empty\n\n"])
    _ = ask(&engine, "clear_board")
    #expect(
      ask(&engine, "fixed_handicap 10", "fixed_handicap 1", "fixed_handicap x") == [
        "? invalid number of stones\n\n", "? invalid number of stones\n\n", "? syntax error\n\n",
      ])
    var small = self.engine(7)
    #expect(
      ask(&small, "fixed_handicap 5", "fixed_handicap 4", "undo", "final_status_list alive") == [
        "? invalid number of stones\n\n", "= C3 E5 C5 E3\n\n", "=\n\n", "=\n\n",
      ])
  }

  @Test func freeHandicapIsPlacedAndSet() throws {
    var engine = engine(5)
    let answer = try #require(ask(&engine, "place_free_handicap 3")[0])
    #expect(answer.split(separator: " ").count == 4 && engine.game.playerToMove == 1)
    #expect(engine.game.score == 24.5)
    #expect(
      ask(
        &engine, "clear_board", "place_free_handicap 1", "set_free_handicap A1", "set_free_handicap A1 A1",
        "set_free_handicap A1 pass", "set_free_handicap A1 Z9", "set_free_handicap A1 E5",
        "set_free_handicap B1 B2") == [
          "=\n\n", "? invalid number of stones\n\n", "? syntax error\n\n", "? bad vertex list\n\n",
          "? bad vertex list\n\n", "? bad vertex list\n\n", "=\n\n", "? board not empty\n\n",
        ])
    #expect(engine.game.player(at: 20) == 0 && engine.game.player(at: 4) == 0)
  }

  @Test func aGameIsPrintedAndLoaded() throws {
    let path = FileManager.default.temporaryDirectory.appending(component: "\(UUID().uuidString).sgf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var engine = engine(5)
    _ = ask(&engine, "set_free_handicap A1 E5", "play w C3", "play b pass", "play b B2")
    let text = "(;GM[1]FF[4]CA[UTF-8]AP[Foresight]SZ[5]KM[0.5]AB[ae][ea];W[cc];B[];W[];B[bd])"
    #expect(ask(&engine, "printsgf", "printsgf \(path)") == ["= \(text)\n\n", "=\n\n"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text + "\n")
    var other = self.engine(9, sizes: 3...9)
    #expect(ask(&other, "loadsgf \(path)") == ["=\n\n"])
    #expect(other.game.text == engine.game.text && other.game.komi == 0.5)
    #expect(ask(&other, "printsgf") == ["= \(text)\n\n"])
    #expect(ask(&other, "undo", "undo", "undo", "undo", "undo").last == "? cannot undo\n\n")
    #expect(ask(&other, "loadsgf \(path) 2", "final_status_list alive") == ["=\n\n", "= E5\nC3\nA1\n\n"])
    #expect(other.game.playerToMove == 0)
  }

  @Test(arguments: [
    "", "nothing", "(", "(;", "(;B[aa]", "(;SZ[25];B[aa])", "(;GM[2]SZ[5])", "(;SZ[5];B[zz])",
    "(;SZ[5]AE[aa])",
    "(;SZ[5];B[aa];W[aa])", "(;SZ[5];B[a)", "(;SZ[5]KM[nan])", "(;SZ[5]AB[])", "(;SZ)",
  ]) func whatIsNoGameIsRefused(_ text: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(component: "\(UUID().uuidString).sgf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    var engine = engine(5)
    _ = ask(&engine, "play b C3")
    let before = engine.game.text
    #expect(
      ask(&engine, "loadsgf \(path)", "loadsgf \(path).none") == [
        "? cannot load file\n\n", "? cannot load file\n\n",
      ])
    #expect(engine.game.text == before)
  }

  @Test func otherProgramsTextIsRead() throws {
    let path = FileManager.default.temporaryDirectory.appending(component: "\(UUID().uuidString).sgf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text =
      "\u{feff}comment (;\r\nGaMe[1]SZ[5] C[a \\] b\\\\]KM[6.5]AW[aa:ba]\r\n;B[cc];W[tt](;B[dd];W[ee])(;B[ab]))"
    try Data(text.utf8).write(to: URL(filePath: path))
    var engine = engine(5)
    #expect(
      ask(&engine, "loadsgf \(path)", "final_status_list alive", "printsgf") == [
        "=\n\n", "= A5\nB5\nC3\nD2\nE1\n\n",
        "= (;GM[1]FF[4]CA[UTF-8]AP[Foresight]SZ[5]KM[6.5]AW[aa][ba];B[cc];W[];B[dd];W[ee])\n\n",
      ])
  }

  /// The time of each search that an engine asks for, in milliseconds, with commands before.
  private func milliseconds(_ lines: String..., color: String = "b") -> Int? {
    var engine = engine(5)
    var found: Int?
    for line in lines + ["genmove \(color)"] {
      _ = engine.answer(to: line) { search in
        found = search.deadline.map { Int(($0 - .now) / .milliseconds(1)) }
        return search.legal[0]
      }
    }
    return found
  }

  @Test func searchesAreGivenTheirTime() throws {
    #expect(milliseconds() == nil && milliseconds("time_settings 0 1 0") == nil)
    #expect(milliseconds("kgs-time_settings none") == nil)
    for (found, expected) in [
      (milliseconds("time_settings 0 1 1"), 950), (milliseconds("time_settings 300 0 0"), 9950),
      (milliseconds("time_settings 30 10 5"), 2950), (milliseconds("time_settings 0 0 0"), 1),
      (milliseconds("time_settings 300 0 0", "time_left b 60 0"), 1950),
      (milliseconds("time_settings 300 0 0", "time_left b 60 0", color: "w"), 9950),
      (milliseconds("time_settings 300 30 5", "time_left w 6 2", color: "w"), 2950),
      (milliseconds("kgs-time_settings byoyomi 0 4 3"), 3950),
      (milliseconds("kgs-time_settings absolute 60"), 1950),
      (milliseconds("time_settings 300 0 0", "time_left b -5 0"), 1),
    ] {
      let found = try #require(found)
      #expect(found <= expected && found > expected - 40, "\(found) for \(expected)")
    }
    var engine = engine(5)
    #expect(
      ask(
        &engine, "time_settings 1 2", "time_settings a 1 1", "time_settings 1 1 -1", "time_settings nan 1 1",
        "time_left x 1 1", "kgs-time_settings sudden 5") == Array(repeating: "? syntax error\n\n", count: 6))
  }

  /// A player who never hears of his clock has what the moves before left of it.
  @Test func whatMovesTakeIsCounted() {
    var engine = engine(5)
    var left: [Int] = []
    _ = ask(&engine, "time_settings 0.3 0 0")
    for _ in 0..<3 {
      _ = engine.answer(to: "genmove b") { search in
        left.append(search.deadline.map { Int(($0 - .now) / .milliseconds(1)) } ?? -1)
        usleep(200_000)
        return search.legal[0]
      }
    }
    #expect(left[0] <= 10 && left.allSatisfy { $0 <= left[0] })
  }

  /// Black's group has two eyes, white's stone at E5 is still to be taken.
  @Test func cleanupGoesOnUntilNothingIsLeftToDo() {
    var engine = engine(5)
    _ = ask(&engine, "play w E5")
    var moves = 0
    while moves < 60, ask(&engine, "kgs-genmove_cleanup b")[0] != "= pass\n\n" { moves += 1 }
    let alive = ask(&engine, "final_status_list alive")[0] ?? ""
    #expect(moves < 60 && !alive.contains("E5") && engine.game.score == 24.5)
    #expect(
      ask(&engine, "final_status_list dead", "final_status_list x") == ["=\n\n", "? syntax error\n\n"])
  }

  @Test func analysesAreUnderstood() throws {
    var engine = engine(5)
    _ = ask(&engine, "play b C3")
    let analysis = try #require(engine.analysis("7 lz-analyze b 50 minmoves 3"))
    #expect(analysis.head == "=7" && analysis.interval == 0.5 && analysis.game.playerToMove == 0)
    #expect(try #require(engine.analysis("kata-analyze interval 20")).interval == 0.2)
    #expect(try #require(engine.analysis("lz-analyze")).game.playerToMove == 1)
    #expect(engine.analysis("lz-analyze b x") == nil && engine.analysis("genmove b") == nil)
    #expect(ask(&engine, "lz-analyze b x") == ["? syntax error\n\n"])
    var visits = [Int](repeating: 0, count: 26)
    var values = [Float](repeating: 0, count: 26)
    (visits[0], visits[25], values[0], values[25]) = (3, 9, -0.5, 0.25)
    func thought(variation: [Int]) -> GameThought {
      GameThought(
        simulations: 12, meanDepth: 1, deepest: 2, value: 0, visits: visits, values: values,
        priors: [Float](repeating: 0.125, count: 26), variation: variation)
    }
    #expect(
      analysis.line(thought(variation: [25, 4]))
        == "info move pass visits 9 winrate 6250 prior 1250 lcb 6250 order 0 pv pass info move A5 visits 3 winrate 2500 prior 1250 lcb 2500 order 1 pv A5"
    )
    let kata = try #require(engine.analysis("kata-analyze w"))
    // A variation ends with the game, as above, and where a learned model thinks of a stone on a stone.
    #expect(kata.line(thought(variation: [25, 4, 12, 3])).contains("order 0 pv pass E5 info"))
    #expect(
      kata.line(thought(variation: [25, 4])).hasPrefix(
        "info move pass visits 9 winrate 0.625 prior 0.125 lcb 0.625 order 0 pv"))
  }
}
