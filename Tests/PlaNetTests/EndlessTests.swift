import Device
import Environments
import Foundation
import Operations
import PlaNet
import Runs
import Telemetry
import TestSupport
import Testing

/// Tasks whose episodes need not end, and episodes that are dropped.
@Suite struct EndlessTests {
  /// A task that never ends.
  private struct Drift: Environment {
    static let registration: Void = EnvironmentCatalog.register { Drift() }

    private var place: Float = 0

    let specification = EnvironmentSpecification(
      name: "test-drift", observations: .init(shape: [1], element: .float32),
      actions: .continuous(low: [-1], high: [1]))
    var text: String { "\(place)" }

    mutating func reset(seed: UInt64) -> Observation {
      place = Float(seed % 8) / 8
      return .numbers([place])
    }

    mutating func step(_ action: [Float]) -> EnvironmentStep {
      place = 0.9 * place + 0.1 * action[0]
      return EnvironmentStep(observation: .numbers([place]), reward: -abs(place), isTerminated: false)
    }
  }

  private func drift(episodeSteps: Int?) -> PlaNetSettings {
    Drift.registration
    var settings = PlaNetSettings.small
    settings.environment.name = "test-drift"
    settings.environment.episodeSteps = episodeSteps
    settings.training.environmentSteps = 300
    settings.evaluation.episodes = 2
    return settings
  }

  private func training(_ settings: PlaNetSettings, in path: String) throws -> TrainingRun {
    try TrainingRun(RunSettings(seed: 3, agent: settings), title: "small", at: path)
  }

  @Test(.timeLimit(.minutes(2))) func seedEpisodesWithoutAnEndAreDropped() throws {
    let folder = try TemporaryFolder()
    let run = try training(drift(episodeSteps: nil), in: folder.file("run"))
    let session = try run.begin(on: Devices.select(nil))
    #expect(try session.train(isInterrupted: request(at: 500)) == .interrupted)
    #expect(run.folder.checkpoints.latest?.step == 0 && session.training.updates == 0)
    #expect(throws: DroppedWork.self) { try session.evaluate(isInterrupted: request(at: 50)) }
  }

  @Test(.timeLimit(.minutes(2))) func aLimitEndsEpisodes() throws {
    let folder = try TemporaryFolder()
    let session = try training(drift(episodeSteps: 12), in: folder.file("run"))
      .begin(on: Devices.select(nil))
    #expect(try session.train() == .finished)
    #expect(session.training.updates > 0)
    let record = try MetricsRecord(reading: RunFolder(existing: folder.file("run")).metrics)
    let lengths = try record.episodes(last: 100).map(\.length)
    // Two seed episodes and three others of 12 actions, each taken 5 times.
    #expect(lengths == [12, 12, 12, 12, 12])
    #expect(try session.evaluate()?.episodes == 2)
  }

  /// All that a run has measured but times, and the parameters at its end.
  private struct Outcome {
    let model: Data
    let counts: [String: Int]
    let episodes: [EpisodeRow]
    let evaluations: [EvaluationRow]
    let losses: [Double]

    init(_ run: RunFolder) throws {
      let checkpoint = try #require(run.checkpoints.latest)
      model = try #require(FileManager.default.contents(atPath: "\(checkpoint.path)/model.safetensors"))
      let stored = try #require(FileManager.default.contents(atPath: "\(checkpoint.path)/run.json"))
      counts = try JSONDecoder().decode([String: Int].self, from: stored)
      let record = try MetricsRecord(reading: run.metrics)
      episodes = try record.episodes(last: 100).map {
        var row = $0
        row.wall = 0
        return row
      }
      evaluations = try record.evaluations().map {
        var row = $0
        row.wall = 0
        return row
      }
      losses = try record.series("loss").map(\.value)
    }
  }

  /// Stopped in seed episodes, in others, in evaluations, and in the episode behind the last update.
  @Test(.timeLimit(.minutes(5))) func whatIsDroppedIsMadeOnResuming() throws {
    let folder = try TemporaryFolder()
    var settings = PlaNetSettings.small
    settings.evaluation.episodes = 2
    settings.evaluation.interval = 500
    (settings.training.environmentSteps, settings.training.updates) = (nil, 12)
    let device = try Devices.select(nil)
    let whole = try training(settings, in: folder.file("whole"))
    #expect(try whole.begin(on: device).train() == .finished)
    let expected = try Outcome(whole.folder)
    #expect(!expected.evaluations.isEmpty && expected.losses.count == 4)

    let path = folder.file("parted")
    var ends = [try training(settings, in: path).begin(on: device).train(isInterrupted: request(at: 7))]
    var hasWaited = false
    while ends.last == .interrupted, ends.count < 40 {
      let session = try TrainingRun(resuming: path, as: PlaNetSettings.self).begin(on: device)
      hasWaited = hasWaited || session.training.progress == 1
      ends.append(try session.train(isInterrupted: request(at: ends.count % 2 == 0 ? 7 : 55)))
    }
    #expect(ends.last == .finished && ends.count > 3, "\(ends)")
    #expect(hasWaited, "the last episode was to be played yet, after the last update")
    let outcome = try Outcome(RunFolder(existing: path))
    #expect(outcome.model == expected.model)
    #expect(outcome.counts == expected.counts)
    #expect(outcome.episodes == expected.episodes)
    #expect(outcome.evaluations == expected.evaluations)
    #expect(outcome.losses == expected.losses)
  }

  @Test(arguments: [0, -1, .min]) func aLimitThatIsNoneIsRefused(limit: Int) throws {
    let settings = drift(episodeSteps: limit)
    let error = #expect(throws: (any Error).self) { try settings.checkRanges() }
    #expect("\(error!)" == "environment.episodeSteps is \(limit), but must be at least 1")
  }
}
