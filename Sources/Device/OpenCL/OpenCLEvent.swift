import COpenCL

/// An event of an OpenCL queue. `@unchecked Sendable`: immutable; OpenCL events are thread safe.
final class OpenCLEvent: Event, @unchecked Sendable {
  private let event: cl_event
  private let label: String

  /// Takes over the caller's reference to `event`.
  init(_ event: cl_event, label: String) {
    self.event = event
    self.label = label
  }

  /// The same as `init(_:label:)`; keeps `memory` alive until the event is complete.
  convenience init(_ event: cl_event, label: String, keepingAlive memory: HostMemory) throws {
    self.init(event, label: label)
    let reference = Unmanaged.passRetained(memory)
    let code = clSetEventCallback(
      event, CL_COMPLETE, { _, _, data in Unmanaged<HostMemory>.fromOpaque(data!).release() },
      reference.toOpaque())
    if code != CL_SUCCESS {
      clWaitForEvents(1, [event])
      reference.release()
      throw DeviceError(call: "clSetEventCallback", code: code, context: label)
    }
  }

  deinit { clReleaseEvent(event) }

  func wait() throws {
    var pointer: cl_event? = event
    try check(clWaitForEvents(1, &pointer), "clWaitForEvents", label)
  }

  var isComplete: Bool {
    var status: cl_int = 0
    let code = clGetEventInfo(
      event, cl_event_info(CL_EVENT_COMMAND_EXECUTION_STATUS), MemoryLayout<cl_int>.size, &status, nil)
    return code != CL_SUCCESS || status <= CL_COMPLETE
  }

  func duration() throws -> UInt64 {
    func time(_ name: Int32) throws -> UInt64 {
      var result: cl_ulong = 0
      try check(
        clGetEventProfilingInfo(event, cl_profiling_info(name), MemoryLayout<cl_ulong>.size, &result, nil),
        "clGetEventProfilingInfo", "\(label) (its queue must profile, and it must have finished)")
      return result
    }
    let start = try time(CL_PROFILING_COMMAND_START)
    let end = try time(CL_PROFILING_COMMAND_END)
    return end >= start ? end - start : 0
  }
}
