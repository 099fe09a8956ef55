import Common
import MuZero
import Testing

/// Training that computes no numbers any more ends before it stores any of them.
@Suite struct DivergenceTests {
  private static let settings: MuZeroSettings = {
    var settings = MuZeroSettings.small("cartpole")
    settings.learner.optimizer = .sgd
    settings.learner.learningRate = 1e15
    return settings
  }()

  @Test(arguments: [false, true]) func endsTraining(reanalyzes: Bool) throws {
    var settings = Self.settings
    settings.reanalyze.enabled = reanalyzes
    settings.reanalyze.samplesPerState = 1
    let run = try SmallRun(settings)
    let error = #expect(throws: TrainingDivergence.self) { try run.tick(20) }
    #expect((1...20).contains(error?.updates ?? 0), "\(error?.description ?? "")")
  }

  @Test func isNotStored() throws {
    let run = try SmallRun(.small("cartpole"))
    try run.tick(3)
    try run.save()
    let before = try run.files()
    var values = try run.trainer.store.values()
    let name = try #require(values.keys.min())
    values[name]![0] = .nan
    try run.trainer.store.set(values)
    let error = #expect(throws: TrainingDivergence.self) { try run.save() }
    #expect(
      error?.description
        == "training diverged by update \(run.trainer.updates): an element of \(name) is not a number")
    #expect(throws: TrainingDivergence.self) { try run.tick(1) }
    #expect(!before.isEmpty)
  }
}
