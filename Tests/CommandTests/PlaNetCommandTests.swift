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

  @Test func theLaunchThatTriesPlansIsShown() throws {
    let search = ["inspect", "graph", "plan", "--preset", "pendulum", "--candidates", "20", "--runs", "1"]
    let run = try ForesightProcess(search + ["--top", "5", "--summary", "--device", "cpu"])
    #expect(run.status == 0, "\(run.errors)")
    for fact in [
      "19 launches, ", "  plan_rollout\n", "gru_gates", "; 20 candidates in ", " KiB of local memory",
    ] {
      #expect(run.output.contains(fact), "\(fact) in \(run.output)")
    }
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

  private func train(_ settings: [String], in folder: TemporaryFolder) throws -> ForesightProcess {
    let small = [
      "network.beliefSize=4", "network.stateSize=2", "network.hiddenSize=4", "planner.horizon=2",
      "planner.iterations=1", "planner.candidates=4", "planner.top=2", "collection.seedEpisodes=1",
      "learner.batch=2", "learner.chunkLength=4", "learner.updates=2", "evaluation.episodes=1",
      "training.checkpointSeconds=0",
    ]
    return try ForesightProcess(
      ["train", "pendulum-vector", "--run", folder.file("run"), "--device", "cpu"]
        + (small + settings).flatMap { ["--set", $0] })
  }

  @Test func aRunWithoutAnUpdateIsNoSuccess() throws {
    let folder = try TemporaryFolder()
    let run = try train(["training.environmentSteps=200"], in: folder)
    #expect(run.status == 1 && run.errors.contains("ended without an update"), "\(run.errors)")
    #expect(run.output.contains("mean return -") && run.output.contains(" over 1 episode, after "))
  }

  @Test func aRunThatDivergesKeepsItsGoodCheckpoint() throws {
    let folder = try TemporaryFolder()
    let run = try train(["training.environmentSteps=4000", "learner.learningRate=1e15"], in: folder)
    #expect(run.status == 1 && run.errors.contains("training diverged by update "), "\(run.errors)")
    let name = try #require(run.errors.firstMatch(of: /checkpoints\/(step-[0-9]+), is good/)).1
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("run/checkpoints"))
    #expect(names.max() == String(name), "\(names)")
    #expect(try ForesightProcess(["evaluate", folder.file("run"), "--device", "cpu"]).status == 0)
  }

  @Test func picturesAreListed() throws {
    let run = try TinyRun.pendulum.get()
    let list = try ForesightProcess(["show", run.path, "--pictures"])
    #expect(list.status == 0)
    let names = list.output.split(separator: "\n").map { String($0.split(separator: "/").last!) }
    #expect(names.contains("open-loop-000000400.gif") && names.contains("episode-000000400.gif"), "\(names)")
  }
}
