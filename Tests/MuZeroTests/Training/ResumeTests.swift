import Common
import Foundation
import MuZero
import TestSupport
import Testing

/// A run's bits depend on its settings and seed alone: not on stops, nor on what runs beside what.
@Suite struct ResumeTests {
  /// A run, and the ticks of its first half.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var settings: MuZeroSettings
    var ticks: Int

    init(_ name: String, _ environment: String, ticks: Int, _ change: (inout MuZeroSettings) -> Void) {
      testDescription = name
      settings = .small(environment)
      self.ticks = ticks
      change(&settings)
    }
  }

  static let cases = [
    Case("episodes in pieces, each of them truncated when the run stops", "mountaincar", ticks: 4) {
      $0.selfPlay.movesPerTick = 50
      $0.replay.sequenceLength = 30
    },
    Case("whole episodes, and older ones forgotten", "cartpole", ticks: 5) {
      $0.selfPlay.movesPerTick = 25
      $0.replay.maximumSteps = 150
      $0.learner.maximumNorm = 1
      $0.learner.optimizer = .sgd
    },
    Case("a game of two players", "tic-tac-toe", ticks: 3) {
      $0.network.body = .residual
      $0.network.channels = 3
      $0.network.blocks = 1
      $0.network.headHidden = [4]
      $0.network.bins = 1
      $0.search.discount = 1
      $0.selfPlay.exploringMoves = 4
      $0.replay.priorityExponent = 0
      $0.learner.bootstrapSteps = nil
    },
    Case("batches in parts", "cartpole", ticks: 5) {
      $0.learner.microBatch = .sequences(2)
      $0.learner.maximumNorm = 1
    },
    Case("searches that go on with what is left of the last one", "tic-tac-toe", ticks: 3) {
      $0.network.bins = 1
      $0.search.simulations = 12
      $0.search.reuseSubtree = true
    },
    Case("states searched anew", "cartpole", ticks: 5) {
      $0.selfPlay.movesPerTick = 25
      $0.replay.maximumSteps = 200
      $0.reanalyze.enabled = true
      $0.reanalyze.policyShare = 0.6
      $0.reanalyze.targetInterval = 7
      $0.reanalyze.shorteningSteps = 40
    },
    Case("a game's states searched anew", "tic-tac-toe", ticks: 3) {
      $0.network.bins = 1
      $0.reanalyze.enabled = true
      $0.reanalyze.targetInterval = nil
    },
    Case("a game's states searched anew for values too", "tic-tac-toe", ticks: 3) {
      $0.network.bins = 1
      $0.reanalyze.enabled = true
      $0.reanalyze.bootstrapValues = .search
    },
  ]

  @Test(arguments: cases) func stoppingChangesNothing(_ example: Case) throws {
    let whole = try SmallRun(example.settings)
    try whole.tick(2 * example.ticks)
    let half = try SmallRun(example.settings)
    try half.tick(example.ticks)
    try half.save()
    let (updates, steps) = (half.trainer.updates, half.trainer.replayBuffer.steps)
    #expect(updates > 0 && steps > 0)
    let resumed = try SmallRun(example.settings, resuming: half)
    #expect(resumed.trainer.counts == half.trainer.counts && resumed.trainer.updates == updates)
    let reports = try resumed.tick(example.ticks)
    #expect(reports.contains { !$0.selfPlay.episodes.isEmpty } && resumed.trainer.updates > updates)
    try expectEqual(resumed, whole)
  }

  @Test(arguments: cases) func workAtTheSameTimeChangesNothing(_ example: Case) throws {
    var settings = example.settings
    let together = try SmallRun(settings)
    try together.tick(example.ticks)
    settings.training.overlaps = false
    let oneByOne = try SmallRun(settings)
    try oneByOne.tick(example.ticks)
    try expectEqual(oneByOne, together)
  }

  @Test func seedsAndSettingsDoMatter() throws {
    let settings = MuZeroSettings.small("cartpole")
    let model = "checkpoint/model.safetensors"
    let first = try SmallRun(settings)
    try first.tick(5)
    let other = try SmallRun(settings, seed: 4)
    try other.tick(5)
    #expect(try first.files()[model] != other.files()[model])
  }

  /// The CUDA driver's host side computes what OpenCL does, with the same kernels on the same processor.
  @Test func cudaTrainsBitForBitAsOpenCL() throws {
    try SoftwareCUDA.reset()
    let settings = MuZeroSettings.small("cartpole")
    let expected = try SmallRun(settings, device: SoftwareCUDA.openCLTwin())
    try expected.tick(Soak.ticks)
    try #require(expected.trainer.updates > 0)
    let device = try SoftwareCUDA.device()
    for seed in 0..<3 {
      try SoftwareCUDA.setSeed(UInt64(seed))
      let run = try SmallRun(settings, device: device)
      try run.tick(Soak.ticks)
      try expectEqual(run, expected)
    }
  }

  private func expectEqual(_ run: SmallRun, _ expected: SmallRun) throws {
    let (files, others) = (try run.files(), try expected.files())
    #expect(files.keys.sorted() == others.keys.sorted())
    for (name, data) in others { #expect(files[name] == data, "\(name)") }
  }
}
