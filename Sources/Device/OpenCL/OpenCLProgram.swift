import COpenCL

/// A program built for one device.
///
/// `@unchecked Sendable`: immutable; creating kernels of a built program is thread safe.
final class OpenCLProgram: @unchecked Sendable {
  private let program: cl_program
  private let label: String

  /// The compiler's options. There is no fast-math, so that NaN, infinity and signed zero keep their meaning.
  /// Programs that are not exact may treat denormal numbers as 0: decaying parameters become denormal, and
  /// CPUs compute many times slower with such numbers.
  static func options(isExact: Bool, on info: DeviceInfo) -> String {
    let exact = info.dividesExactly ? " -cl-fp32-correctly-rounded-divide-sqrt" : ""
    return "-cl-std=CL1.2" + (isExact ? exact : " -cl-mad-enable -cl-denorms-are-zero")
  }

  /// `cache` stores binaries; nil if the driver caches them itself.
  init(_ source: Program, device: OpenCLDevice, cache: ProgramCache?) throws {
    label = source.label
    guard device.info.hasCompiler else {
      throw DeviceUnavailable(
        "the driver of \(device.info.name) has no OpenCL C compiler; install the vendor's full driver")
    }
    var text = source.source
    if device.isCPU { text = KernelSource.forCPU(text) }
    if device.addressing == .offsets { text = KernelSource.withOffsets(text) }
    let options = Self.options(isExact: source.isExact, on: device.info)
    let key = [device.info.key, options, text].joined(separator: "\n")
    if let cache, let binary = cache.load(key: key, label: label) {
      if let program = Self.fromBinary(binary, options: options, device: device) {
        self.program = program
        return
      }
      cache.rejected(key: key, label: label)
    }
    program = try Self.fromSource(text, label: label, options: options, device: device)
    if let cache, cache.isWritable, let binary = Self.binary(of: program) {
      cache.store(binary, key: key, label: label)
    }
  }

  deinit { clReleaseProgram(program) }

  func makeKernel(_ name: String) throws -> cl_kernel {
    var code: cl_int = 0
    guard let kernel = clCreateKernel(program, name, &code) else {
      throw DeviceError(call: "clCreateKernel", code: code, context: "\(name) in \(label)")
    }
    return kernel
  }

  /// The driver's binary of a text.
  static func compiled(_ text: String, label: String, isExact: Bool, device: OpenCLDevice) throws -> [UInt8] {
    let options = options(isExact: isExact, on: device.info)
    let program = try fromSource(text, label: label, options: options, device: device)
    defer { clReleaseProgram(program) }
    guard let binary = binary(of: program) else {
      throw DeviceUnavailable("the OpenCL compiler of \(device.info.name) gives no binary of \(label)")
    }
    return binary
  }

  private static func fromSource(_ text: String, label: String, options: String, device: OpenCLDevice) throws
    -> cl_program
  {
    var code: cl_int = 0
    let program = text.withCString { pointer in
      var pointer: UnsafePointer<CChar>? = pointer
      return clCreateProgramWithSource(device.context.context, 1, &pointer, nil, &code)
    }
    guard let program else {
      throw DeviceError(call: "clCreateProgramWithSource", code: code, context: label)
    }
    code = build(program, options: options, device: device)
    guard code == CL_SUCCESS else {
      let log = readText {
        clGetProgramBuildInfo(program, device.id, cl_program_build_info(CL_PROGRAM_BUILD_LOG), $0, $1, $2)
      }
      clReleaseProgram(program)
      throw DeviceError(
        call: "clBuildProgram", code: code, context: "\(label) does not build on \(device.info.name):\n\(log)"
      )
    }
    return program
  }

  private static func fromBinary(_ binary: [UInt8], options: String, device: OpenCLDevice) -> cl_program? {
    var id: cl_device_id? = device.id
    var size = binary.count
    var status: cl_int = 0
    var code: cl_int = 0
    let program = binary.withUnsafeBufferPointer { bytes in
      var pointer = bytes.baseAddress
      return clCreateProgramWithBinary(device.context.context, 1, &id, &size, &pointer, &status, &code)
    }
    guard let program else { return nil }
    if code == CL_SUCCESS, status == CL_SUCCESS,
      build(program, options: options, device: device) == CL_SUCCESS
    {
      return program
    }
    clReleaseProgram(program)
    return nil
  }

  private static func build(_ program: cl_program, options: String, device: OpenCLDevice) -> cl_int {
    var id: cl_device_id? = device.id
    return clBuildProgram(program, 1, &id, options, nil, nil)
  }

  private static func binary(of program: cl_program) -> [UInt8]? {
    var size = 0
    guard
      clGetProgramInfo(program, cl_program_info(CL_PROGRAM_BINARY_SIZES), MemoryLayout<Int>.size, &size, nil)
        == CL_SUCCESS, size > 0
    else { return nil }
    var binary = [UInt8](repeating: 0, count: size)
    let code = binary.withUnsafeMutableBufferPointer { bytes in
      var pointer = bytes.baseAddress
      return clGetProgramInfo(
        program, cl_program_info(CL_PROGRAM_BINARIES), MemoryLayout<UnsafeMutablePointer<UInt8>?>.size,
        &pointer,
        nil)
    }
    return code == CL_SUCCESS ? binary : nil
  }
}
