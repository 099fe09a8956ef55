import Foundation
import Networks
import TestSupport
import Testing

@Suite struct LearningRateScheduleTests {
  private static func expect(
    _ schedule: LearningRateSchedule, _ rates: KeyValuePairs<Int, Double>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (step, rate) in rates {
      let actual = schedule.rate(at: step)
      #expect(
        abs(actual - rate) <= 1e-12 * rate, "step \(step): \(actual), not \(rate)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func ratesAreTheFormulas() {
    Self.expect(LearningRateSchedule(.constant(rate: 0.1)), [0: 0.1, 1_000_000: 0.1])
    Self.expect(
      LearningRateSchedule(.step(initial: 0.4, factor: 0.5, interval: 100)),
      [0: 0.4, 99: 0.4, 100: 0.2, 199: 0.2, 250: 0.1])
    Self.expect(
      LearningRateSchedule(.exponential(initial: 0.05, factor: 0.1, steps: 350_000)),
      [0: 0.05, 175_000: 0.05 * 0.1.squareRoot(), 350_000: 0.005, 700_000: 0.0005])
    Self.expect(
      LearningRateSchedule(.cosine(initial: 1, final: 0.2, steps: 600)),
      [0: 1, 200: 0.8, 300: 0.6, 400: 0.4, 600: 0.2, 601: 0.2, 10_000: 0.2])
    Self.expect(LearningRateSchedule(.cosine(initial: 0, final: 0, steps: 1)), [0: 0, 5: 0])
  }

  @Test func theRateRisesWhileWarmingUp() {
    Self.expect(
      LearningRateSchedule(.constant(rate: 0.8), warmUpSteps: 4), [0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8])
    Self.expect(
      LearningRateSchedule(.step(initial: 0.8, factor: 0.5, interval: 2), warmUpSteps: 4),
      [0: 0.2, 1: 0.4, 2: 0.3, 3: 0.4, 4: 0.2])
    Self.expect(LearningRateSchedule(.constant(rate: 0.8), warmUpSteps: 1), [0: 0.8, 1: 0.8])
  }

  @Test func aScheduleIsSavedAndReadAgain() throws {
    for decay: LearningRateSchedule.Decay in [
      .constant(rate: 0.1), .step(initial: 0.4, factor: 0.5, interval: 100),
      .exponential(initial: 0.05, factor: 0.1, steps: 350_000), .cosine(initial: 1, final: 0.2, steps: 600),
    ] {
      let schedule = LearningRateSchedule(decay, warmUpSteps: 7)
      let data = try JSONEncoder().encode(schedule)
      #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
    }
    let text = #"{"decay":{"exponential":{"initial":0.05,"factor":0.1,"steps":350000}}}"#
    #expect(
      try JSONDecoder().decode(LearningRateSchedule.self, from: Data(text.utf8))
        == LearningRateSchedule(.exponential(initial: 0.05, factor: 0.1, steps: 350_000)))
  }

  @Test(arguments: [
    (#"{"decay":{"constant":{"rate":-1}}}"#, "is -1.0, but must be finite and at least 0"),
    (#"{"decay":{"step":{"initial":1,"factor":-2,"interval":3}}}"#, "is -2.0"),
    (#"{"decay":{"step":{"initial":1,"factor":1,"interval":0}}}"#, "decays in 0 steps"),
    (#"{"decay":{"exponential":{"initial":1,"factor":1,"steps":-5}}}"#, "decays in -5 steps"),
    (#"{"decay":{"cosine":{"initial":1,"final":-1,"steps":5}}}"#, "is -1.0"),
    (#"{"decay":{"constant":{"rate":1}},"warmUpSteps":-1}"#, "warms up in -1 steps"),
  ])
  func numbersThatCannotBeUsedAreErrors(text: String, reason: String) {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LearningRateSchedule.self, from: Data(text.utf8))
    }
    #expect(error.map { "\($0)" }?.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
