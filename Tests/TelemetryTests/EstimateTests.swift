import Testing

@testable import Telemetry

@Suite struct EstimateTests {
  /// By hand: mean 5, squared deviations 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32.
  @Test func meanAndStandardError() {
    let estimate = Estimate([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(estimate.count == 8 && estimate.mean == 5)
    #expect(abs(estimate.standardError - (32.0 / 7 / 8).squareRoot()) < 1e-15)
    #expect(abs(estimate.margin - 2.364624 * estimate.standardError) < 1e-6)
    #expect(Estimate([3]).mean == 3 && Estimate([3]).margin.isNaN && Estimate([]).mean.isNaN)
    #expect(Estimate([500, 500]).margin == 0)
  }

  @Test(arguments: [
    ([], "mean return not known, over 0 episodes"), ([-1521.25], "mean return -1521.2 over 1 episode"),
    ([500, 500], "mean return 500.0 ± 0.0 over 2 episodes"), ([.nan], "mean return nan over 1 episode"),
    ([2, 4, 4, 4, 5, 5, 7, 9], "mean return 5.0 ± 1.8 over 8 episodes"),
  ]) func text(samples: [Double], text: String) {
    #expect(Estimate(samples).text("mean return", of: "episode") == text)
  }

  /// The table of Student's t in any textbook, two-sided 95 %.
  @Test(arguments: [
    (1, 12.706205), (2, 4.302653), (3, 3.182446), (4, 2.776445), (9, 2.262157), (19, 2.093024),
    (30, 2.042272),
    (99, 1.984217), (1000, 1.962339),
  ]) func quantiles(degrees: Int, quantile: Double) {
    #expect(abs(StudentT(degrees: degrees).quantile975 - quantile) < 2e-6)
  }
}
