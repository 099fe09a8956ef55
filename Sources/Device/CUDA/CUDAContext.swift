import CCUDA
import Synchronization

/// A device's primary context, which lives as long as anything of it is used, and its unused events.
///
/// `@unchecked Sendable`: the driver's contexts are thread safe, and a mutex guards the events.
final class CUDAContext: @unchecked Sendable {
  let driver: CUDADriver
  let context: CUcontext
  let deviceName: String
  private let device: CUdevice
  private let events = Mutex<[Events]>([])

  private struct Events: @unchecked Sendable {
    let event: CUevent
  }

  var functions: CUDAFunctions { driver.functions }

  init(_ device: CUdevice, driver: CUDADriver, deviceName: String) throws {
    self.driver = driver
    self.device = device
    self.deviceName = deviceName
    var context: CUcontext?
    try driver.check(
      driver.functions.cuDevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain", deviceName)
    self.context = context!
  }

  deinit {
    if functions.cuCtxSetCurrent(context) == CUDA_SUCCESS {
      for entry in events.withLock({ $0 }) { _ = functions.cuEventDestroy(entry.event) }
    }
    _ = functions.cuDevicePrimaryCtxRelease(device)
  }

  /// Makes this the calling thread's current context, which every other call of the driver needs.
  func makeCurrent() throws {
    try check(functions.cuCtxSetCurrent(context), "cuCtxSetCurrent", deviceName)
  }

  func check(_ code: CUresult, _ call: String, _ context: @autoclosure () -> String) throws {
    if code != CUDA_SUCCESS { throw driver.error(code, call, context()) }
  }

  /// The stream priorities of ordinary and of urgent work, which may be equal.
  func priorities() throws -> (ordinary: Int32, urgent: Int32) {
    var (least, greatest): (Int32, Int32) = (0, 0)
    try check(
      functions.cuCtxGetStreamPriorityRange(&least, &greatest), "cuCtxGetStreamPriorityRange", deviceName)
    return (least, greatest)
  }

  // MARK: Events

  /// An event without timing, whose waiting threads sleep.
  func takeEvent() throws -> CUevent {
    if let known = events.withLock({ $0.popLast() }) { return known.event }
    return try makeEvent(CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING)
  }

  func giveBack(_ event: CUevent) {
    let entry = Events(event: event)
    events.withLock { $0.append(entry) }
  }

  func makeEvent(_ flags: UInt32) throws -> CUevent {
    var event: CUevent?
    try check(functions.cuEventCreate(&event, flags), "cuEventCreate", deviceName)
    return event!
  }
}
