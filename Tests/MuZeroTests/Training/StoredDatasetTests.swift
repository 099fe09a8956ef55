import Device
import Foundation
import MuZero
import Operations
import Replay
import Settings
import Telemetry
import TestSupport
import Testing

/// Reanalyze of what another run gathered.
@Suite struct StoredDatasetTests {
  /// A run of `ticks` ticks in a folder, with a checkpoint at the end.
  private func run(_ settings: MuZeroSettings, in path: String, ticks: Int) throws -> MuZeroRun {
    let writer = try RunWriter.create(at: path, name: "small", configuration: "")
    let run = try MuZeroRun(
      settings, seed: 1, in: writer.folder, context: try ExecutionContext(device: Devices.select("cpu")))
    for _ in 0..<ticks { try run.tick() }
    try writer.folder.checkpoints.write(step: ticks) { try run.save(to: $0) }
    try run.checkpointIsSaved()
    return run
  }

  /// Every file's content and time of change, by path.
  private func content(of path: String) throws -> [String: [String]] {
    var files: [String: [String]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let date = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.modificationDate]
      let data = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
      files[name] = [data.base64EncodedString(), "\(date as? Date ?? .distantPast)"]
    }
    return files
  }

  @Test func learnsFromAStoredRunAndLeavesItAlone() throws {
    let folder = try TemporaryFolder()
    _ = try run(.small("cartpole"), in: folder.file("first"), ticks: 30)
    let before = try content(of: folder.file("first"))
    var settings = MuZeroSettings.small("cartpole")
    settings.selfPlay.environments = 0
    settings.reanalyze.dataset = folder.file("first")
    settings.replay.priorityExponent = 0
    settings.learner.batch = 32
    settings.training.environmentSteps = nil
    settings.training.updates = 480
    let second = try run(settings, in: folder.file("second"), ticks: 1)
    #expect(second.trainer.updates == 0 && second.recordedStep == 0, "the first updates are prepared")
    var losses: [Double] = []
    while !second.isFinished {
      try second.tick()
      losses += second.takeMetrics(wall: 0).metrics.filter { $0.name == "loss" }.map(\.value)
    }
    #expect(second.trainer.updates == 480 && second.trainer.counts.environmentSteps == 0)
    #expect(losses.count == 30 && losses.allSatisfy(\.isFinite))
    #expect(losses.last! < 0.9 * losses.first!, "\(losses)")
    #expect(try content(of: folder.file("first")) == before)
  }

  @Test func whatIsNoDatasetIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try run(.small("mountaincar"), in: folder.file("other"), ticks: 25)
    var settings = MuZeroSettings.small("cartpole")
    for (name, reason) in [("none", "there is no run"), ("other", "observations of 2")] {
      settings.reanalyze.dataset = folder.file(name)
      let error = #expect(throws: (any Error).self) {
        _ = try run(settings, in: folder.file("new-\(name)"), ticks: 0)
      }
      #expect("\(error!)".contains(reason), "\(error!)")
    }
    // Nothing would ever be learned from it.
    _ = try run(.small("cartpole"), in: folder.file("empty"), ticks: 0)
    settings.reanalyze.dataset = folder.file("empty")
    (settings.selfPlay.environments, settings.training.updates) = (0, 5)
    let error = #expect(throws: SettingsError.self) {
      _ = try run(settings, in: folder.file("new-empty"), ticks: 0)
    }
    #expect(error?.description.contains("holds no finished episode") == true)
  }

  @Test func aDatasetBringsReanalyzeIntoForce() {
    var settings = MuZeroSettings()
    #expect(settings.usedBootstrapSteps == 10 && settings.usedSamplesPerState == 20)
    settings.reanalyze.dataset = "runs/first"
    #expect(settings.reanalyzes && settings.usedBootstrapSteps == 5 && settings.usedSamplesPerState == 2)
    #expect(settings.usedValueWeight == 0.25)
  }
}
