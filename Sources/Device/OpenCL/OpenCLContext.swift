import COpenCL

/// A driver's context, which lives as long as anything of it is used. `@unchecked Sendable`: contexts are
/// thread safe.
final class OpenCLContext: @unchecked Sendable {
  let context: cl_context

  init(_ id: cl_device_id, deviceName: String) throws {
    var code: cl_int = 0
    var device: cl_device_id? = id
    guard let context = clCreateContext(nil, 1, &device, nil, nil, &code) else {
      throw DeviceError(call: "clCreateContext", code: code, context: deviceName)
    }
    self.context = context
  }

  deinit { clReleaseContext(context) }
}
