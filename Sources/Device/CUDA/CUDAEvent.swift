import CCUDA
import Dispatch

/// A point in a stream's work. `@unchecked Sendable`: immutable; the driver's events are thread safe.
final class CUDAEvent: Event, @unchecked Sendable {
  private let context: CUDAContext
  private let event: CUevent
  /// On a profiling queue, the event recorded before the work.
  private let start: CUevent?
  private let label: String

  /// Shorter waits than this poll instead of sleeping, in nanoseconds: waking a sleeping thread takes longer
  /// than most work.
  private static let spinNanoseconds: UInt64 = 50_000

  /// Records an event behind all that `stream` has been given. For timed work, `start` was recorded before
  /// it.
  init(on stream: CUstream, context: CUDAContext, label: String, timedFrom start: CUevent? = nil) throws {
    let event = try start == nil ? context.takeEvent() : context.makeEvent(CU_EVENT_BLOCKING_SYNC)
    let code = context.functions.cuEventRecord(event, stream)
    guard code == CUDA_SUCCESS else {
      // `self` is not initialized yet, so its deinit does not run and the event is given back here.
      if start == nil { context.giveBack(event) } else { _ = context.functions.cuEventDestroy(event) }
      throw context.driver.error(code, "cuEventRecord", label)
    }
    self.context = context
    self.label = label
    self.start = start
    self.event = event
  }

  deinit {
    guard let start else { return context.giveBack(event) }
    guard (try? context.makeCurrent()) != nil else { return }
    for event in [start, event] { _ = context.functions.cuEventDestroy(event) }
  }

  func wait() throws {
    try context.makeCurrent()
    let functions = context.functions
    let deadline = DispatchTime.now().uptimeNanoseconds + Self.spinNanoseconds
    repeat {
      let code = functions.cuEventQuery(event)
      if code == CUDA_SUCCESS { return }
      guard code == CUDA_ERROR_NOT_READY else { throw context.driver.error(code, "cuEventQuery", label) }
    } while DispatchTime.now().uptimeNanoseconds < deadline
    try context.check(functions.cuEventSynchronize(event), "cuEventSynchronize", label)
  }

  var isComplete: Bool {
    guard (try? context.makeCurrent()) != nil else { return true }
    return context.functions.cuEventQuery(event) != CUDA_ERROR_NOT_READY
  }

  func duration() throws -> UInt64 {
    guard let start else {
      throw DeviceUnavailable("\(label) was not timed: its queue must profile")
    }
    try context.makeCurrent()
    var milliseconds: Float = 0
    try context.check(
      context.functions.cuEventElapsedTime(&milliseconds, start, event), "cuEventElapsedTime", label)
    return UInt64(max(0, Double(milliseconds)) * 1e6)
  }
}
