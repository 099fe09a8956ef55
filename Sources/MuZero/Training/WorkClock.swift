import Dispatch
import Synchronization

/// How long a tick's two sides were in a search, found fresh values, or waited for the device. Where both are at the same
/// time, it counts once.
///
/// What the device does while the host prepares its next update is not counted.
final class WorkClock: Sendable {
  private struct State {
    var working = 0
    var start: UInt64 = 0
    var total: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Counts the time that `body` takes, which may go on at the same time as others.
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

  /// What has been counted since the last call, in seconds. Nobody may be at work.
  func take() -> Double {
    state.withLock { state in
      precondition(state.working == 0, "\(state.working) are still at work")
      defer { state.total = 0 }
      return Double(state.total) * 1e-9
    }
  }
}
