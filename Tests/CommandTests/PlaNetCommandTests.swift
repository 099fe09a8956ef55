import Foundation
import TestSupport
import Testing

/// Commands on runs of PlaNet.
@Suite struct PlaNetCommandTests {
  @Test(arguments: ["cem", "random-shooting", "true-simulator"])
  func evaluatesByEachPlanner(planner: String) throws {
    let run = try TinyRun.pendulum.get()
    let evaluation = try ForesightProcess([
      "evaluate", run.path, "--planner", planner, "--episodes", "2", "--json", "--device", "cpu",
    ])
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluation.output.utf8)) as? [String: Any])
    #expect(report["episodes"] as? Int == 2)
    #expect(report["simulations"] as? Int == (planner == "random-shooting" ? 8 : 16))
    #expect(try #require(report["mean_return"] as? Double) < 0)
  }

  @Test func whatIsOfAnotherAgentIsRefused() throws {
    let (pendulum, cartPole) = (try TinyRun.pendulum.get().path, try TinyRun.cartPole.get().path)
    for (arguments, reason) in [
      ([pendulum, "--simulations", "5"], "does not search trees"),
      ([pendulum, "--planner", "best"], "--planner"),
      ([cartPole, "--planner", "cem"], "is not of planet"),
    ] {
      let run = try ForesightProcess(["evaluate"] + arguments)
      #expect(run.status != 0 && run.errors.contains(reason), "\(run.errors)")
    }
  }

  @Test func picturesAreListed() throws {
    let run = try TinyRun.pendulum.get()
    let list = try ForesightProcess(["show", run.path, "--pictures"])
    #expect(list.status == 0)
    let names = list.output.split(separator: "\n").map { String($0.split(separator: "/").last!) }
    #expect(names.contains("open-loop-000000400.gif") && names.contains("episode-000000400.gif"), "\(names)")
  }
}
