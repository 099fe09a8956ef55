import Environments
import Foundation
import TestSupport
import Testing

@testable import Matches

/// Programs that die, hang, or print nonsense.
@Suite struct EngineFailureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What is played, by an engine that fails in the first of two games, and in both.
  private func notes(onGo: String, patience: Double = 5) throws -> Played {
    Played([try engine(in: folder, onGo: onGo, patience: patience), randomPlayer(1)])
  }

  @Test func anEngineThatDiesLosesItsGame() throws {
    let played = try notes(onGo: "echo info string thinking hard; echo oh no >&2; exit 3")
    #expect(played.failure == nil && played.games.count == 2)
    #expect(played.games.map(\.end.kind) == [.forfeit, .forfeit])
    #expect(played.games.map(\.end.score) == [0, 1])
    #expect(
      played.notes[0]
        == "game 1, move 1: engine has ended with code 3 (it said last: \"info string thinking hard\", and as an error: \"oh no\"), and has lost the game"
    )
    #expect(played.notes[1].hasPrefix("game 2, move 2: engine has ended with code 3"))
  }

  @Test func anEngineThatIsKilledIsToldSo() throws {
    let played = try notes(onGo: "kill -9 $$")
    #expect(played.notes[0].contains("engine was ended by the signal Killed (it said last: \"readyok\")"))
  }

  @Test(.timeLimit(.minutes(1))) func anEngineThatHangsLosesItsGame() throws {
    let played = try notes(onGo: "sleep 100", patience: 0.5)
    #expect(played.games.count == 2 && played.failure == nil)
    #expect(played.notes[0].contains("move 1: engine did not answer in time (it said last: \"readyok\")"))
  }

  @Test func nonsenseIsQuoted() throws {
    let played = try notes(onGo: "echo bestmove e9z9")
    #expect(
      played.notes[0].contains(
        "plays \"e9z9\", which is no legal move (it said last: \"bestmove e9z9\"), and has lost"))
    #expect(played.games.allSatisfy { $0.end.kind == .illegalMove })
    let illegal = try notes(onGo: "echo bestmove e2e5")
    #expect(illegal.notes[0].contains("plays \"e2e5\", which is no legal move"))
    let empty = try notes(onGo: "echo bestmove")
    #expect(empty.notes[0].contains("engine names no move (it said last: \"bestmove\")"))
  }

  @Test func aFloodWithoutLinesIsNoAnswer() throws {
    let played = try notes(onGo: "head -c 3000000 /dev/zero | tr '\\0' x; sleep 5", patience: 20)
    #expect(played.notes[0].contains("has written 1048576 bytes without the end of a line"))
  }

  /// The third game in a row that it loses so is the last.
  @Test func anEngineThatAlwaysFailsEndsTheMatch() throws {
    let failing = try engine(in: folder, onGo: "exit 1")
    let played = Played([failing, randomPlayer(1)], games: 10)
    #expect(played.games.count == 3)
    #expect(
      "\(try #require(played.failure))".hasPrefix(
        "engine has failed in 3 games in a row, the last time so: engine has ended with code 1"))
  }

  @Test func aProgramThatSpeaksNoProtocolEndsTheMatch() throws {
    let mute = EngineProgram(
      .uci, try ProgramCommand("/bin/true"), ProgramOptions(), patience: 5, isInterrupted: { false })
    let played = Played([randomPlayer(0), mute])
    #expect(played.games.isEmpty)
    #expect(
      "\(try #require(played.failure))"
        == "true cannot play: it has ended with code 0 (it has said nothing)")
  }

  @Test func optionsThatThereAreNotAreRefused() throws {
    var options = ProgramOptions()
    options.values = [("Skill", "3")]
    let played = Played([try engine(in: folder, onGo: "", options: options), randomPlayer(1)])
    #expect("\(try #require(played.failure))" == "engine has no option \"Skill\"; it has Hash")
  }

  @Test func aProgramThatPlaysNoSuchGameIsRefused() throws {
    let played = Played(
      [try engine(in: folder, onGo: ""), randomPlayer(1)], in: Chess(.gardner, history: 1))
    #expect(
      "\(try #require(played.failure))".hasPrefix("engine does not say that it plays minichess: it has no"))
  }

  @Test func programsThatAreNotThereAreNamed() {
    #expect(throws: MatchError.self) { try ProgramCommand("no-such-program-here --x") }
    #expect(throws: MatchError.self) { try ProgramCommand("/bin/sh -c 'open") }
    let command = try? ProgramCommand("sh -c \"two words\" 'three more words'")
    #expect(command?.arguments == ["-c", "two words", "three more words"] && command?.name == "sh")
  }
}
