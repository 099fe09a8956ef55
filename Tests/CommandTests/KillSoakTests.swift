import Foundation
import Randomness
import TestSupport
import Testing

/// Training that is killed at any moment, again and again, and goes on each time: nothing is lost, and the end has the same
/// bits as without.
@Suite struct KillSoakTests {
  private static let muzero = [
    "cartpole", "selfPlay.environments=2", "selfPlay.movesPerTick=10", "training.environmentSteps=4000",
    "learner.batch=8", "learner.firstSteps=10", "learner.samplesPerState=1", "search.simulations=4",
    "network.hidden=[8]", "network.encoding=6", "network.bins=5", "learner.unrollSteps=2",
    "learner.bootstrapSteps=3", "evaluation.episodes=2", "evaluation.interval=500",
    "training.checkpointSeconds=0.03",
  ]
  private static let planet = [
    "pendulum-vector", "network.beliefSize=4", "network.stateSize=2", "network.hiddenSize=4",
    "planner.horizon=2",
    "planner.iterations=1", "planner.candidates=4", "planner.top=2", "collection.seedEpisodes=1",
    "learner.batch=2", "learner.chunkLength=4", "learner.updates=4", "evaluation.episodes=1",
    "evaluation.interval=2000", "training.checkpointSeconds=0.03", "training.environmentSteps=8000",
  ]

  private func arguments(_ settings: [String], _ run: String) -> [String] {
    ["train", settings[0], "--run", run, "--device", "cpu"] + settings.dropFirst().flatMap { ["--set", $0] }
  }

  /// The newest checkpoint's step, from its folder's name; −1 before the first.
  private func step(_ run: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints")) ?? []
    return names.filter { $0.hasPrefix("step-") }.compactMap { Int($0.dropFirst(5).prefix(9)) }.max() ?? -1
  }

  /// What a run has learned, its best agent, and the episodes and evaluations that it has recorded, without times.
  private func results(_ run: String) throws -> [Data] {
    let models = try ["checkpoints", "best"].map { part in
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(run)/\(part)").max())
      return try Data(contentsOf: URL(filePath: "\(run)/\(part)/\(name)/model.safetensors"))
    }
    let export = try ForesightProcess(["export", run, "--csv"])
    #expect(export.status == 0, "\(export.errors)")
    let tables = try ["episodes", "evaluations"].map { name in
      let text = try String(contentsOfFile: "\(run)/export/\(name).csv", encoding: .utf8)
      let rows = text.split(separator: "\r\n").map {
        $0.split(separator: ",").dropLast().joined(separator: ",")
      }
      return Data(rows.joined(separator: "\n").utf8)
    }
    return models + tables
  }

  @Test(.timeLimit(.minutes(60)), arguments: ["muzero", "planet"]) func killsLoseNothing(agent: String) throws
  {
    let settings = agent == "muzero" ? Self.muzero : Self.planet
    let folder = try TemporaryFolder()
    let (whole, run) = (folder.file("whole"), folder.file("run"))
    let reference = try ForesightProcess(arguments(settings, whole))
    try #require(reference.status == 0, "\(reference.errors)")
    var stream = RandomStream(agent == "muzero" ? 2026 : 2027)
    var reached = -1
    for _ in 0..<Soak.kills {
      let isRun = FileManager.default.fileExists(atPath: "\(run)/run.txt")
      let process = try RunningForesight(
        isRun ? ["train", "--resume", "--run", run, "--device", "cpu"] : arguments(settings, run))
      // Any moment from the program's start to far into its ticks.
      usleep(UInt32(stream.uniform() * 1_200_000))
      process.send(SIGKILL)
      _ = try process.wait()
      let step = step(run)
      #expect(step >= reached, "a checkpoint of step \(reached) was there before that of \(step)")
      reached = step
    }
    let isRun = FileManager.default.fileExists(atPath: "\(run)/run.txt")
    let last = try ForesightProcess(
      isRun ? ["train", "--resume", "--run", run, "--device", "cpu"] : arguments(settings, run))
    #expect(last.status == 0, "\(last.errors)")
    let (expected, found) = (try results(whole), try results(run))
    for (part, (expected, found)) in zip(["newest", "best", "episodes", "evaluations"], zip(expected, found))
    {
      #expect(expected == found, "\(part) differ")
    }
  }
}
