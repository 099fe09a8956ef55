import Testing

@testable import Environments

@Suite struct SearchTimerTests {
  @Test func theLastSimulationIsInTime() {
    let start = ContinuousClock.now
    var timer = SearchTimer(start: start, deadline: start + .milliseconds(1000))
    // Of 300 ms each: a fourth one would be over at 1200.
    let answers = [300, 600, 900].map { timer.goesOn(now: start + .milliseconds($0)) }
    #expect(answers == [true, true, false])
    var endless = SearchTimer(start: start, deadline: nil)
    let hasTime = endless.goesOn(now: start + .seconds(1000))
    #expect(hasTime)
  }
}
