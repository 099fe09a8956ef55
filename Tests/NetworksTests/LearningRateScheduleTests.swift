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

  @Test func ratesAreTheFormula() {
    Self.expect(
      LearningRateSchedule(initial: 0.05, factor: 0.1, steps: 350_000),
      [0: 0.05, 175_000: 0.05 * 0.1.squareRoot(), 350_000: 0.005, 700_000: 0.0005])
    Self.expect(LearningRateSchedule(initial: 0.1, factor: 1, steps: 1), [0: 0.1, 1_000_000: 0.1])
  }

  @Test func theRateRisesWhileWarmingUp() {
    Self.expect(
      LearningRateSchedule(initial: 0.8, factor: 1, steps: 1, warmUpSteps: 4),
      [0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8])
    Self.expect(
      LearningRateSchedule(initial: 0.8, factor: 0.25, steps: 4, warmUpSteps: 4),
      [0: 0.2, 2: 0.3, 4: 0.2, 6: 0.1])
    Self.expect(
      LearningRateSchedule(initial: 0.8, factor: 1, steps: 1, warmUpSteps: 1), [0: 0.8, 1: 0.8])
  }
}
