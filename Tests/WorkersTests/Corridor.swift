import Common
import Environments
import Testing

@testable import Workers

/// The environments of `Tests/Fixtures/workers/corridor.py`, whose interpreter is the `python3` in `PATH`.
enum Corridor {
  static let isThere = (try? PythonInstallation.systemInterpreter()) != nil

  static func task(
    _ name: String = "Corridor", _ arguments: OpenSettings = [:], actionRepeat: Int = 1, workers: Int = 1,
    stepSeconds: Double = 60
  ) throws -> WorkerTask {
    WorkerTask(
      .python, "Tests.Fixtures.workers.corridor:\(name)", arguments: arguments, actionRepeat: actionRepeat,
      workers: workers, stepSeconds: stepSeconds, python: try PythonInstallation.systemInterpreter())
  }

  /// What `count` episodes bring that walk by a pattern which the seed decides: all observations and rewards.
  static func episodes(
    of environment: inout WorkerEnvironment<Int>, seeds: [UInt64]
  ) throws -> [(observations: [Observation], rewards: [Float])] {
    try seeds.map { seed in
      var observations = [try environment.reset(seed: seed << 33)]
      var rewards: [Float] = []
      var pattern = seed | 0xb5
      while true {
        let step = try environment.step(pattern & 1 == 0 ? 0 : 1)
        pattern = (pattern >> 1) | ((pattern & 1) << 7)
        observations.append(step.observation)
        rewards.append(step.reward)
        if step.isOver { return (observations, rewards) }
      }
    }
  }
}
