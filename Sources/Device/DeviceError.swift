/// The error of a failed device call: which call, on what, and the driver's answer.
public struct DeviceError: Error, CustomStringConvertible {
  /// The driver's function.
  public let call: String
  /// The driver's answer.
  public let code: Int32
  /// What it was called for.
  public let context: String
  /// The driver's name of its answer.
  private let answer: String

  /// `answer` names the driver's answer if it is not one of OpenCL's or CLBlast's.
  init(call: String, code: Int32, context: String, answer: String? = nil) {
    self.call = call
    self.code = code
    self.context = context
    self.answer = answer ?? Self.name(of: code)
  }

  /// `clBuildProgram failed with CL_BUILD_PROGRAM_FAILURE (-11): …`
  public var description: String { "\(call) failed with \(answer): \(context)" }

  /// Whether the driver had too little memory: `CL_MEM_OBJECT_ALLOCATION_FAILURE` or
  /// `CUDA_ERROR_OUT_OF_MEMORY`.
  public var isShortageOfMemory: Bool { code == -4 || code == 2 }
}

/// The error of a device that does not exist or cannot be used, or of a request that it cannot fulfill; says
/// what to do.
public struct DeviceUnavailable: Error, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  package init(_ description: String) { self.description = description }
}

extension DeviceError {
  /// The name of a driver's (or CLBlast's) answer in its header, or the bare number.
  static func name(of code: Int32) -> String {
    names[code].map { "\($0) (\(code))" } ?? "error \(code)"
  }

  private static let names: [Int32: String] = [
    -1: "CL_DEVICE_NOT_FOUND", -2: "CL_DEVICE_NOT_AVAILABLE", -3: "CL_COMPILER_NOT_AVAILABLE",
    -4: "CL_MEM_OBJECT_ALLOCATION_FAILURE", -5: "CL_OUT_OF_RESOURCES", -6: "CL_OUT_OF_HOST_MEMORY",
    -7: "CL_PROFILING_INFO_NOT_AVAILABLE", -8: "CL_MEM_COPY_OVERLAP", -11: "CL_BUILD_PROGRAM_FAILURE",
    -12: "CL_MAP_FAILURE", -13: "CL_MISALIGNED_SUB_BUFFER_OFFSET",
    -14: "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST", -30: "CL_INVALID_VALUE",
    -31: "CL_INVALID_DEVICE_TYPE", -32: "CL_INVALID_PLATFORM", -33: "CL_INVALID_DEVICE",
    -34: "CL_INVALID_CONTEXT", -35: "CL_INVALID_QUEUE_PROPERTIES", -36: "CL_INVALID_COMMAND_QUEUE",
    -38: "CL_INVALID_MEM_OBJECT", -42: "CL_INVALID_BINARY", -43: "CL_INVALID_BUILD_OPTIONS",
    -44: "CL_INVALID_PROGRAM", -45: "CL_INVALID_PROGRAM_EXECUTABLE", -46: "CL_INVALID_KERNEL_NAME",
    -48: "CL_INVALID_KERNEL", -49: "CL_INVALID_ARG_INDEX", -50: "CL_INVALID_ARG_VALUE",
    -51: "CL_INVALID_ARG_SIZE", -52: "CL_INVALID_KERNEL_ARGS", -53: "CL_INVALID_WORK_DIMENSION",
    -54: "CL_INVALID_WORK_GROUP_SIZE", -55: "CL_INVALID_WORK_ITEM_SIZE", -56: "CL_INVALID_GLOBAL_OFFSET",
    -57: "CL_INVALID_EVENT_WAIT_LIST", -58: "CL_INVALID_EVENT", -59: "CL_INVALID_OPERATION",
    -61: "CL_INVALID_BUFFER_SIZE", -63: "CL_INVALID_GLOBAL_WORK_SIZE", -1001: "CL_PLATFORM_NOT_FOUND_KHR",
    -1009: "CLBlastInsufficientMemoryC", -1010: "CLBlastInsufficientMemoryB",
    -1011: "CLBlastInsufficientMemoryA", -1014: "CLBlastInvalidLeadDimC", -1015: "CLBlastInvalidLeadDimB",
    -1016: "CLBlastInvalidLeadDimA", -1017: "CLBlastInvalidDimension", -1020: "CLBlastInvalidMatrixC",
    -1021: "CLBlastInvalidMatrixB", -1022: "CLBlastInvalidMatrixA", -1024: "CLBlastNotImplemented",
    -2039: "CLBlastUnexpectedError", -2040: "CLBlastUnknownError", -2041: "CLBlastDatabaseError",
    -2046: "CLBlastInvalidLocalMemUsage", -2049: "CLBlastInvalidBatchCount",
    -2050: "CLBlastInsufficientMemoryTemp",
  ]
}
