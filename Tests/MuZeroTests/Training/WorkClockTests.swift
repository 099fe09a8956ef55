import Dispatch
import Foundation
import Testing

@testable import MuZero

@Suite("What a tick's time goes to")
struct WorkClockTests {
  @Test("Work of both sides at the same time counts once, and idle time does not")
  func unionOfTimes() {
    let clock = WorkClock()
    let start = DispatchTime.now().uptimeNanoseconds
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      clock.during { clock.during { Thread.sleep(forTimeInterval: 0.03) } }
    }
    let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    Thread.sleep(forTimeInterval: 0.02)
    let counted = clock.take()
    #expect(counted >= 0.03)
    #expect(counted <= elapsed)
    #expect(clock.take() == 0)
  }

  @Test("Work that fails is counted to its end")
  func failures() {
    let clock = WorkClock()
    struct Failure: Error {}
    #expect(throws: Failure.self) { try clock.during { throw Failure() } }
    #expect(clock.take() > 0)
  }
}
