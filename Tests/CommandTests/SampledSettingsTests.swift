import Foundation
import Randomness
import TestSupport
import Testing

/// Settings that nobody would write, several at once: a run that works, or one sentence and nothing left behind.
@Suite struct SampledSettingsTests {
  private static let small = [
    "cartpole": [
      "selfPlay.environments=2", "selfPlay.movesPerTick=8", "training.environmentSteps=96", "learner.batch=4",
      "learner.firstSteps=20", "learner.samplesPerState=1", "search.simulations=3", "network.hidden=[4]",
      "network.encoding=3", "network.bins=5", "learner.unrollSteps=2", "evaluation.episodes=1",
    ],
    "pendulum-vector": [
      "network.beliefSize=4", "network.stateSize=2", "network.hiddenSize=4", "planner.horizon=2",
      "planner.iterations=1", "planner.candidates=4", "planner.top=2", "collection.seedEpisodes=1",
      "learner.batch=2", "learner.chunkLength=4", "learner.updates=2", "evaluation.episodes=1",
      "training.environmentSteps=600",
    ],
  ]

  /// Numbers for each setting: some of use, some not.
  private static let choices: [String: [String: [String]]] = [
    "cartpole": [
      "selfPlay.environments": ["0", "1", "5", "-3"], "selfPlay.movesPerTick": ["1", "13", "0"],
      "learner.batch": ["1", "33", "200000", "9223372036854775807"], "learner.unrollSteps": ["1", "7", "0"],
      "learner.bootstrapSteps": ["1", "50", "null"], "learner.firstSteps": ["1", "95", "5000"],
      "learner.samplesPerState": ["0.01", "4", "1e300", "0"], "learner.maximumNorm": ["null", "0.5", "-1"],
      "learner.learningRate": ["0.01", "1e15", ".nan"], "learner.optimizer": ["sgd", "lion"],
      "search.simulations": ["1", "9", "1e3"], "search.discount": ["0", "1", "0.5"],
      "search.noiseShare": ["0", "1", "2"], "network.hidden": ["[]", "[1]", "[3, 3]", "[0]"],
      "network.bins": ["1", "3", "4"], "network.body": ["residual", "transformer"],
      "replay.maximumSteps": ["1", "30", "1000"], "replay.sequenceLength": ["1", "5", "null"],
      "replay.stackedObservations": ["1", "3", "0"], "replay.priorityExponent": ["0", "1", "11"],
      "reanalyze.enabled": ["true", "maybe"], "evaluation.interval": ["10", "0"],
      "training.updates": ["1", "5", "0"], "training.overlaps": ["false"],
      "training.checkpointSeconds": ["0", "-1"], "environment.actionRepeat": ["1", "4", "0"],
    ],
    "pendulum-vector": [
      "network.beliefSize": ["1", "7", "0"], "network.stateSize": ["1", "5", "65537"],
      "planner.horizon": ["1", "30", "0"], "planner.candidates": ["1", "5", "-1"],
      "planner.top": ["1", "3", "0"], "planner.method": ["random-shooting", "guess"],
      "collection.seedEpisodes": ["1", "3", "0"], "collection.environments": ["1", "2", "0"],
      "collection.noise": ["0", "5", "-1"], "collection.policy": ["random", "expert"],
      "learner.batch": ["1", "9", "0"], "learner.chunkLength": ["2", "9", "1", "10001"],
      "learner.updates": ["1", "5", "9223372036854775807"], "learner.freeNats": ["0", "1e300", "-1"],
      "learner.overshootingDistance": ["1", "3", "0"], "learner.learningRate": ["1e-30", "1e15", "inf"],
      "model": ["ssm", "deterministic", "lstm"], "replay.maximumSteps": ["1", "150"],
      "environment.actionRepeat": ["1", "7", "0"], "environment.name": ["cartpole-swingup", "walker"],
      "training.updates": ["1", "7", "null"], "evaluation.interval": ["200", "0"],
    ],
  ]

  @Test(.timeLimit(.minutes(20)), arguments: 0..<60) func runsOrIsRefused(number: Int) throws {
    var stream = RandomStream(UInt64(number), 11)
    let preset = number % 2 == 0 ? "cartpole" : "pendulum-vector"
    let choices = Self.choices[preset]!.sorted { $0.key < $1.key }
    let drawn = (0..<1 + stream.index(below: 3)).map { _ in
      let (key, values) = choices[stream.index(below: choices.count)]
      return "\(key)=\(values[stream.index(below: values.count)])"
    }
    let folder = try TemporaryFolder()
    let run = try ForesightProcess(
      ["train", preset, "--run", folder.file("run"), "--device", "cpu"]
        + (Self.small[preset]! + drawn).flatMap { ["--set", $0] })
    let sentences = run.errors.split(separator: "\n").filter { $0.hasPrefix("foresight: error: ") }
    if run.status == 0 {
      #expect(sentences.isEmpty, "\(drawn): \(run.errors)")
      #expect(try ForesightProcess(["show", folder.file("run")]).status == 0, "\(drawn)")
    } else {
      #expect(run.status == 1 && sentences.count == 1, "\(drawn) ended with \(run.status): \(run.errors)")
      // What diverges has begun; what cannot begin leaves nothing.
      let hasBegun = ["diverged", "without an update"].contains { run.errors.contains($0) }
      #expect(try hasBegun || folder.names.isEmpty, "\(drawn): \(run.errors)")
    }
  }
}
