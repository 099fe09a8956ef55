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

  @Test func whatTheAgentExpectsIsShown() throws {
    let run = try play(try TinyRun.ticTacToe.get().path, "--auto", "--simulations", "100", input: "")
    #expect(run.output.contains(/\n  expects [A-C][1-3]( [A-C][1-3])+\n/), "\(run.output)")
  }

  @Test func wrongMovesAreAskedForAgain() throws {
    let run = try play(
      try TinyRun.ticTacToe.get().path, "--simulations", "2", input: "z9\n\nhelp\nA1\na1\nquit\n")
    #expect(run.output.contains("\"z9\" is no move; choose one of A3 B3 C3 A2 B2 C2 A1 B1 C1"))
    #expect(run.output.contains("moves: A3 B3 C3 A2 B2 C2 A1 B1 C1; or quit"))
    #expect(run.output.contains("A1 is not allowed now; choose one of "))
    #expect(run.output.hasSuffix("the game is not over, but ends here\n"))
  }

  @Test func theEndOfTheInputEndsTheGame() throws {
    let run = try play(try TinyRun.ticTacToe.get().path, input: "a1\n")
    #expect(run.output.hasSuffix("\nthe game is not over, but ends here\n"))
  }

  @Test func chessIsPlayedInBothNotations() throws {
    let path = try TinyRun.minichess.get().path
    let run = try play(path, "--simulations", "8", input: "a2a3\nquit\n")
    #expect(
      run.output.contains("\n1 R N B Q K\n") && run.output.contains("the agent plays "), "\(run.output)")
    let figures = try play(path, "--pieces", "figures", "--simulations", "2", input: "b3\nquit\n")
    #expect(figures.output.contains("\n1 ♖ ♘ ♗ ♕ ♔\n") && figures.output.contains("(♙)"), "\(figures.output)")
  }

  @Test func anAgentIsWatched() throws {
    let path = try TinyRun.cartPole.get().path
    let two = try play(path, input: "\n\n")
    #expect(two.output.contains("step 2: action ") && !two.output.contains("step 3"))
    #expect(two.output.hasSuffix("the episode is not over, but ends here: 2 steps, return 2\n"))
    let all = try play(path, input: String(repeating: "\n", count: 500))
    #expect(all.output.contains("the episode is over: "))
  }

  @Test func anAgentGoesOnByItself() throws {
    let whole = try play(try TinyRun.cartPole.get().path, "--auto", input: "")
    #expect(whole.output.contains("the episode is over: ") && !whole.output.contains("Enter"))
    let planet = try TinyRun.pendulum.get().path
    let watched = try play(planet, "--auto", "--speed", "10000", "--checkpoint", "best", input: "")
    #expect(watched.output.contains("step 20: action ") && watched.output.contains("return -"))
    #expect(watched.output.hasSuffix("\n") && watched.output.contains("the episode is over: 20 steps"))
    let two = try play(planet, input: "\n\nquit\n")
    #expect(two.output.hasSuffix("the episode is not over, but ends here: 2 steps\n"), "\(two.output)")
    let game = try play(try TinyRun.ticTacToe.get().path, "--auto", input: "")
    #expect(game.output.contains("the episode is over: ") && !game.output.contains("your move"))
  }

  /// 5 steps of an episode that has 8 at least take a second at 5 a second.
  @Test func theSpeedIsKept() throws {
    let path = try TinyRun.cartPole.get().path
    let start = ContinuousClock.now
    let run = try play(path, "--auto", "--speed", "5", input: "")
    let steps = try #require(run.output.firstMatch(of: /over: ([0-9]+) steps/)).1
    #expect((.now - start) / .seconds(1) >= Double(Int(steps)! - 1) / 5)
  }

  @Test func whatCannotBePlayedIsOneSentence() throws {
    let path = try TinyRun.cartPole.get().path
    let side = try ForesightProcess(["play", path, "--second"], input: "")
    #expect(side.status == 1 && side.errors.contains("cartpole has one player"), "\(side.errors)")
    for (arguments, reason) in [
      (["--speed", "5"], "--speed is for --auto"),
      (["--auto", "--speed", "0"], "--speed is 0.0, but must be"),
      (["--auto", "--second"], "leave out --first and --second"),
    ] {
      let wrong = try ForesightProcess(["play", path] + arguments, input: "")
      #expect(wrong.status == 1 && wrong.errors.contains(reason), "\(wrong.errors)")
    }
    let none = try ForesightProcess(["play", path, "--simulations", "0"], input: "")
    #expect(none.status == 1 && none.errors.contains("--simulations is 0"), "\(none.errors)")
  }
}
