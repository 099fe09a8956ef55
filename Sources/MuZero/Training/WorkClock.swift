import Dispatch
import Synchronization

/// Measures how long the two sides of a tick were searching, computing fresh values or waiting for the
/// device. Time in which both sides were is counted once.
///
/// The device's time while the host prepares its next update is not counted.
final class WorkClock: Sendable {
  private struct State {
    var working = 0
    var start: UInt64 = 0
    var total: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Counts the time that `body` takes. Other bodies may run at the same time.
  func during<Value>(_ body: () throws -> Value) rethrows -> Value {
    state.withLock { state in
      if state.working == 0 { state.start = DispatchTime.now().uptimeNanoseconds }
      state.working += 1
    }
    defer {
      state.withLock { state in
        state.working -= 1
        if state.working == 0 { state.total += DispatchTime.now().uptimeNanoseconds - state.start }
      }
    }
    return try body()
  }

  /// The time counted since the last call, in seconds. No body may be running.
  func take() -> Double {
    state.withLock { state in
      precondition(state.working == 0, "\(state.working) are still at work")
      defer { state.total = 0 }
      return Double(state.total) * 1e-9
    }
  }
}
