import MuZero
import Testing

/// Self-play whose searches go on with what is left of the last ones.
@Suite struct SubtreeSelfPlayTests {
  private func settings(reusing: Bool) -> MuZeroSettings {
    var settings = MuZeroSettings.small("connect-four")
    settings.network.bins = 1
    settings.search.simulations = 20
    settings.search.reuseSubtree = reusing
    settings.selfPlay.movesPerTick = 6
    return settings
  }

  /// Fewer leaves are inferred for as many moves; the first move of a tick, when parameters are new, has all.
  @Test func movesTakeFewerInferences() throws {
    let reports = try SmallRun(settings(reusing: true)).tick(2).map(\.selfPlay)
    for report in reports {
      #expect(report.steps == 18)
      #expect(report.simulations < 18 * 20 && report.simulations >= 3 * 20 + 15)
    }
    let others = try SmallRun(settings(reusing: false)).tick(2).map(\.selfPlay)
    #expect(others.map(\.simulations) == [18 * 20, 18 * 20])
  }

  @Test func theFirstMoveOfATickBeginsAnew() throws {
    var settings = settings(reusing: true)
    settings.selfPlay.movesPerTick = 1
    let reports = try SmallRun(settings).tick(4).map(\.selfPlay)
    #expect(reports.map(\.simulations) == [60, 60, 60, 60])
  }
}
