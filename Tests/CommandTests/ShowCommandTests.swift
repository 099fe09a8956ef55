import Foundation
import TestSupport
import Testing

@Suite struct ShowCommandTests {
  @Test func aRunIsSummedUp() throws {
    let path = try TinyRun.cartPole.get().path
    let run = try ForesightProcess(["show", path])
    #expect(run.status == 0 && run.errors.isEmpty)
    for fact in [
      "run         \(path)\n", "preset      cartpole, seed 3\n", "trained     96 steps, ", " steps/s, ",
      " % in search, ", "checkpoint  step 96\n", "evaluation  step 96\n",
      "            simulations 3: mean return ",
      "return of episodes in training\n",
      "mean return in evaluations, 3 simulations, 2 episodes from seed 3\n", "policy_loss\n",
    ] {
      #expect(run.output.contains(fact), "\(fact) in \(run.output)")
    }
    let lines = run.output.split(separator: "\n")
    let curves = lines.filter { $0.contains("│") || $0.contains("┤") }
    #expect(curves.count >= 3 * 8 && curves.allSatisfy { $0.count < 80 } && !run.output.contains("\u{1b}"))
  }

  @Test func theNewestRunIsShown() throws {
    let folder = try TemporaryFolder()
    let none = try ForesightProcess(["show"], folder: folder.path)
    #expect(none.status == 1 && none.errors.contains("there is no run in runs"))
    try FileManager.default.createDirectory(
      atPath: folder.file("runs"), withIntermediateDirectories: false)
    try FileManager.default.copyItem(
      atPath: try TinyRun.ticTacToe.get().path, toPath: folder.file("runs/some"))
    let run = try ForesightProcess(["show"], folder: folder.path)
    #expect(run.status == 0 && run.output.contains("run         runs/some\n"), "\(run.errors)")
    #expect(run.output.contains("preset      tic-tac-toe, seed 3\n"))
  }
}
