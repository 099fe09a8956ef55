import Common
import MuZero
import PlaNet
import Runs
import Telemetry
import Workers

/// The result of a run in a task with published scores.
struct RunScore {
  /// The suite, which has a table of its own.
  enum Suite: String, CaseIterable {
    case atari, control

    var published: PublishedScores {
      switch self {
      case .atari: .atari
      case .control: .control
      }
    }
  }

  let suite: Suite
  /// The name in the settings, without "atari:" or "dmc:".
  let task: String
  let path: String
  /// The number of training episodes, and the number of game frames or task steps in them.
  let episodes: Int
  let frames: Int
  /// The score of the newest evaluation.
  let score: Double
  let measuredEpisodes: Int

  /// Throws if the run is of another task, or has not been evaluated yet.
  init(of folder: RunFolder) throws {
    let agent = try RunSettings(of: folder).agent
    path = folder.path
    let framesPerStep: Int
    let name: String
    switch agent {
    case let settings as MuZeroSettings:
      name = settings.environment.name
      framesPerStep = settings.environment.atari.frameSkip
    case let settings as PlaNetSettings: (name, framesPerStep) = (settings.environment.name, 1)
    default: (name, framesPerStep) = ("", 1)
    }
    let parts = WorkerTask.parts(of: name)
    let found: (Suite, String)? =
      switch parts?.source {
      case .atari: (.atari, parts!.name)
      case .dmc: (.control, parts!.name)
      case nil: (.control, name)
      default: nil
      }
    guard let (suite, task) = found,
      suite.published.tasks.contains(PublishedScores.plain(task))
    else {
      throw TelemetryError(
        "nothing that was published of \(name) is known here, in which the run \(folder.path) plays; choose runs of Atari's 57 games or of PlaNet's six tasks"
      )
    }
    (self.suite, self.task) = (suite, task)
    let record = try MetricsRecord(reading: folder.metrics)
    let steps = try record.latest().first { $0.name == "environment_steps" }?.value ?? 0
    frames = Int(steps) * framesPerStep
    episodes = try record.episodeCount()
    guard let newest = try record.evaluations().last else {
      throw TelemetryError(
        "the run \(folder.path) was not evaluated yet; `\(ProgramName.text) evaluate \(folder.path)` does so")
    }
    (score, measuredEpisodes) = (newest.mean, newest.episodes)
  }
}
