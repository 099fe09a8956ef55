import Foundation
import TestSupport
import Testing

@Suite struct PlayCommandTests {
  private func play(_ path: String, _ arguments: String..., input: String) throws -> ForesightProcess {
    let run = try ForesightProcess(["play", path, "--device", "cpu"] + arguments, input: input)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return run
  }

  /// Whoever goes through all points takes a free one each time that it is his turn.
  private static let points = ["a", "b", "c"].flatMap { column in (1...3).map { "\(column)\($0)\n" } }
    .joined()

  @Test(arguments: ["--first", "--second"]) func aGameIsPlayedToItsEnd(side: String) throws {
    let run = try play(try TinyRun.ticTacToe.get().path, side, input: Self.points)
    #expect(run.output.contains("the agent plays "))
    #expect(run.output.contains(" visits, value "))
    let last = run.output.split(separator: "\n").last.map(String.init)
    #expect(["you have won", "the agent has won", "a draw"].contains(last), "\(run.output)")
  }

  @Test func wrongMovesAreAskedForAgain() throws {
    let run = try play(
      try TinyRun.ticTacToe.get().path, "--simulations", "2", input: "z9\n\nhelp\nA1\na1\nquit\n")
    #expect(run.output.contains("\"z9\" is no move; choose one of a3 b3 c3 a2 b2 c2 a1 b1 c1"))
    #expect(run.output.contains("moves: a3 b3 c3 a2 b2 c2 a1 b1 c1; or quit"))
    #expect(run.output.contains("a1 is not allowed now; choose one of "))
    #expect(run.output.hasSuffix("the game is not over, but ends here\n"))
  }

  @Test func theEndOfTheInputEndsTheGame() throws {
    let run = try play(try TinyRun.ticTacToe.get().path, input: "a1\n")
    #expect(run.output.hasSuffix("\nthe game is not over, but ends here\n"))
  }

  @Test func anAgentIsWatched() throws {
    let path = try TinyRun.cartPole.get().path
    let two = try play(path, input: "\n\n")
    #expect(two.output.contains("step 2: action ") && !two.output.contains("step 3"))
    #expect(two.output.hasSuffix("the episode is not over, but ends here: 2 steps, return 2\n"))
    let all = try play(path, input: String(repeating: "\n", count: 500))
    #expect(all.output.contains("the episode is over: "))
  }

  @Test func whatCannotBePlayedIsOneSentence() throws {
    let path = try TinyRun.cartPole.get().path
    let side = try ForesightProcess(["play", path, "--second"], input: "")
    #expect(side.status == 1 && side.errors.contains("cartpole has one player"), "\(side.errors)")
    let none = try ForesightProcess(["play", path, "--simulations", "0"], input: "")
    #expect(none.status == 1 && none.errors.contains("--simulations is 0"), "\(none.errors)")
  }
}
