import Device
import Environments
import Foundation
import MuZero
import Operations
import Runs
import Telemetry
import TestSupport
import Testing
import Workers

/// Tasks whose episodes need not end, and evaluations that are dropped.
@Suite struct EndlessTests {
  private func settings(episodeSteps: Int?) -> MuZeroSettings {
    Treadmill.registration
    var settings = MuZeroSettings.small(Treadmill.name)
    settings.environment.episodeSteps = episodeSteps
    settings.training.environmentSteps = 240
    settings.evaluation.episodes = 2
    return settings
  }

  private func training(_ settings: MuZeroSettings, in path: String) throws -> TrainingRun {
    try TrainingRun(RunSettings(seed: 3, agent: settings), title: "small", at: path)
  }

  private func model(of run: RunFolder) throws -> Data {
    let checkpoint = try #require(run.checkpoints.latest)
    return try #require(FileManager.default.contents(atPath: "\(checkpoint.path)/model.safetensors"))
  }

  private func evaluations(of run: RunFolder) throws -> [EvaluationRow] {
    try MetricsRecord(reading: run.metrics).evaluations().map {
      var row = $0
      row.wall = 0
      return row
    }
  }

  @Test(.timeLimit(.minutes(2))) func anEvaluationWithoutAnEndIsDropped() throws {
    let folder = try TemporaryFolder()
    let run = try training(settings(episodeSteps: nil), in: folder.file("run"))
    let session = try run.begin(on: Devices.select("cpu"))
    #expect(try session.train() == .finished)
    #expect(throws: DroppedWork.self) { try session.evaluate(isInterrupted: request(at: 400)) }
    #expect(try evaluations(of: run.folder).isEmpty && !session.isEvaluated())
    #expect(run.folder.checkpoints.latest?.step == 240)
    #expect(throws: TelemetryError.self) { try session.checkHasLearned() }
  }

  /// An evaluation during a run is dropped in its course, at its beginning, and in its course again.
  @Test(.timeLimit(.minutes(2))) func aDroppedEvaluationIsMadeOnResuming() throws {
    let folder = try TemporaryFolder()
    var settings = MuZeroSettings.small("cartpole")
    settings.training.environmentSteps = 400
    settings.evaluation.episodes = 2
    settings.evaluation.interval = 130
    let device = try Devices.select("cpu")
    let whole = try training(settings, in: folder.file("whole"))
    #expect(try whole.begin(on: device).train() == .finished)
    #expect(try evaluations(of: whole.folder).map(\.step) == [150, 270, 390])

    let path = folder.file("parted")
    _ = try training(settings, in: path).begin(on: device).train(isInterrupted: request(at: 9))
    for number in [1, 4] {
      let session = try TrainingRun(resuming: path, as: MuZeroSettings.self).begin(on: device)
      #expect(session.training.recordedStep == 150)
      #expect(try session.train(isInterrupted: request(at: number)) == .interrupted)
      #expect(try evaluations(of: RunFolder(existing: path)).isEmpty)
    }
    let last = try TrainingRun(resuming: path, as: MuZeroSettings.self).begin(on: device)
    #expect(last.training.recordedStep == 150)
    #expect(try last.train() == .finished)
    let parted = try RunFolder(existing: path)
    #expect(try evaluations(of: parted) == evaluations(of: whole.folder))
    #expect(try model(of: parted) == model(of: whole.folder))
    #expect(parted.best.latest?.step == whole.folder.best.latest?.step)
  }

  @Test func aLimitEndsEpisodes() throws {
    let run = try SmallRun(settings(episodeSteps: 14))
    let reports = try run.tick(10)
    let episodes = reports.flatMap(\.selfPlay.episodes)
    #expect(!episodes.isEmpty && episodes.allSatisfy { $0.length == 14 })
    #expect(run.trainer.updates > 0)

    let folder = try TemporaryFolder()
    let result = try MuZeroRun.train(
      settings(episodeSteps: 14), in: folder.path, device: try ComputeDevice.select("cpu"))
    #expect(result.map { (0...14).contains($0.mean) } == true)
    let stored = try String(contentsOfFile: "\(folder.path)/configuration.yaml", encoding: .utf8)
    #expect(stored.contains("episodeSteps: 14"), "\(stored)")
  }

  @Test(.enabled(if: hasPython, "there is no python3")) func aClassThatStatesNoLimitHasOne() throws {
    var settings = MuZeroSettings.small("python:Tests.Fixtures.workers.corridor:Corridor")
    #expect(try settings.makeEnvironment().specification.longestEpisode == 10_000)
    settings.environment.episodeSteps = 5
    var environment = try settings.makeEnvironment()
    #expect(environment is any StoredEnvironment<Int>)
    _ = try environment.reset(seed: 1)
    for step in 1...5 { #expect(try environment.step(0).isTruncated == (step == 5)) }
  }

  /// Stopped within episodes, and where they have just been truncated.
  @Test(arguments: [1, 2]) func aLimitedRunResumesBitForBit(ticks: Int) throws {
    var settings = settings(episodeSteps: 14)
    settings.selfPlay.movesPerTick = 7
    let whole = try SmallRun(settings)
    try whole.tick(8)
    let first = try SmallRun(settings)
    try first.tick(ticks)
    try first.save()
    let resumed = try SmallRun(settings, resuming: first)
    try resumed.tick(8 - ticks)
    #expect(try resumed.files() == whole.files())
  }

  @Test(.timeLimit(.minutes(2))) func aTruncatedGameIsDrawn() throws {
    var settings = MuZeroSettings.small("tic-tac-toe")
    settings.network.bins = 1
    settings.learner.bootstrapSteps = nil
    let game = try Standoff().limited(to: 9)
    let run = try SmallRun(settings, environment: game)
    let episodes = try run.tick(4).flatMap(\.selfPlay.episodes)
    #expect(!episodes.isEmpty && episodes.allSatisfy { $0.length == 9 && $0.return == 0 })
    try run.save()
    let agent = try MuZeroAgent(
      settings, specification: game.specification,
      context: try ExecutionContext(device: Devices.select("cpu")), trees: 3, simulations: 4
    ) { try $0.copyValues(from: run.trainer.store) }
    let score = try agent.match(
      in: game, games: 3, simulations: 4, seed: 1, opponent: { RandomPlayer(random: $0) })
    #expect(score.games == 3 && score.draws == 3)
    #expect(throws: DroppedWork.self) {
      try agent.match(
        in: Standoff(), games: 3, simulations: 4, seed: 1, opponent: { RandomPlayer(random: $0) },
        isInterrupted: request(at: 300))
    }
  }

  @Test(arguments: [0, -1, .min]) func aLimitThatIsNoneIsRefused(limit: Int) throws {
    let settings = settings(episodeSteps: limit)
    let error = #expect(throws: (any Error).self) { try settings.checkRanges() }
    #expect("\(error!)" == "environment.episodeSteps is \(limit), but must be at least 1")
  }
}

private let hasPython = (try? PythonInstallation.interpreter()) != nil
