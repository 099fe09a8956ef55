import COpenCL

extension OpenCLDevice {
  /// Every device of every platform, in the drivers' order, and PoCL's serial ones where they were asked for here.
  static func discover() throws -> (devices: [any Device], serial: [any Device]) {
    var platformCount: cl_uint = 0
    let code = clGetPlatformIDs(0, nil, &platformCount)
    guard code == CL_SUCCESS, platformCount > 0 else {
      throw DeviceUnavailable(
        "no OpenCL platform was found; install your GPU's driver, or pocl-opencl-icd to use the CPU")
    }
    var platforms = [cl_platform_id?](repeating: nil, count: Int(platformCount))
    try check(clGetPlatformIDs(platformCount, &platforms, nil), "clGetPlatformIDs", "listing platforms")

    var devices: [any Device] = []
    var serial: [any Device] = []
    var refusals: [String] = []
    var names: [String] = []
    for platform in platforms.compactMap({ $0 }) {
      var count: cl_uint = 0
      names.append(platformText(platform, CL_PLATFORM_NAME))
      let hasSerial = SerialDevices.request(platform: platformText(platform, CL_PLATFORM_VERSION))
      guard clGetDeviceIDs(platform, cl_device_type(CL_DEVICE_TYPE_ALL), 0, nil, &count) == CL_SUCCESS,
        count > 0
      else { continue }
      var ids = [cl_device_id?](repeating: nil, count: Int(count))
      try check(
        clGetDeviceIDs(platform, cl_device_type(CL_DEVICE_TYPE_ALL), count, &ids, nil), "clGetDeviceIDs",
        "listing the devices of \(platformText(platform, CL_PLATFORM_NAME))")
      for id in ids.compactMap({ $0 }) {
        do {
          let isSerial = hasSerial && SerialDevices.isSerial(text(id, CL_DEVICE_NAME))
          let index = isSerial ? serial.count : devices.count
          let device = try OpenCLDevice.make(id: id, info: describe(id, platform: platform, index: index))
          if isSerial { serial.append(device) } else { devices.append(device) }
        } catch {
          refusals.append("\(error)")
        }
      }
    }
    if devices.isEmpty {
      let reasons = refusals.isEmpty ? "" : " (\(refusals.joined(separator: "; ")))"
      throw DeviceUnavailable(
        "no usable device on \(names.joined(separator: " and "))\(reasons); install your GPU's driver, or "
          + "pocl-opencl-icd to use the CPU; PoCL also needs a cache folder that it can write (HOME or "
          + "POCL_CACHE_DIR) and a POCL_DEVICES that it knows")
    }
    return (devices, serial)
  }

  private static func describe(_ id: cl_device_id, platform: cl_platform_id, index: Int) -> DeviceInfo {
    let type: cl_device_type = value(id, CL_DEVICE_TYPE, 0)
    let extensions = text(id, CL_DEVICE_EXTENSIONS).split(separator: " ")
    // A simulator that says that it is everything can do what a CPU can.
    let kind: DeviceInfo.Kind =
      type & cl_device_type(CL_DEVICE_TYPE_CPU) != 0
      ? .cpu : type & cl_device_type(CL_DEVICE_TYPE_GPU) != 0 ? .gpu : .accelerator
    return DeviceInfo(
      index: index,
      name: text(id, CL_DEVICE_NAME),
      kind: kind,
      vendor: text(id, CL_DEVICE_VENDOR),
      platform: platformText(platform, CL_PLATFORM_NAME),
      platformVersion: platformText(platform, CL_PLATFORM_VERSION),
      driverVersion: text(id, CL_DRIVER_VERSION),
      version: text(id, CL_DEVICE_VERSION),
      computeUnits: Int(value(id, CL_DEVICE_MAX_COMPUTE_UNITS, cl_uint(1))),
      clockFrequency: Int(value(id, CL_DEVICE_MAX_CLOCK_FREQUENCY, cl_uint(0))),
      globalMemory: Int(value(id, CL_DEVICE_GLOBAL_MEM_SIZE, cl_ulong(0))),
      largestAllocation: Int(value(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, cl_ulong(0))),
      localMemory: Int(value(id, CL_DEVICE_LOCAL_MEM_SIZE, cl_ulong(0))),
      largestWorkGroup: value(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, 1),
      floatLanes: max(1, Int(value(id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, cl_uint(1)))),
      hasSharedMemory: value(id, CL_DEVICE_SVM_CAPABILITIES, cl_device_svm_capabilities(0))
        & cl_device_svm_capabilities(CL_DEVICE_SVM_COARSE_GRAIN_BUFFER) != 0,
      hasCompiler: value(id, CL_DEVICE_COMPILER_AVAILABLE, cl_bool(0)) != 0,
      supportsHalf: extensions.contains("cl_khr_fp16"),
      supportsDouble: extensions.contains("cl_khr_fp64"))
  }

  private static func value<Value: BitwiseCopyable>(_ id: cl_device_id, _ name: Int32, _ start: Value)
    -> Value
  {
    var result = start
    guard clGetDeviceInfo(id, cl_device_info(name), MemoryLayout<Value>.size, &result, nil) == CL_SUCCESS
    else {
      return start
    }
    return result
  }

  private static func text(_ id: cl_device_id, _ name: Int32) -> String {
    readText { clGetDeviceInfo(id, cl_device_info(name), $0, $1, $2) }
  }

  private static func platformText(_ id: cl_platform_id, _ name: Int32) -> String {
    readText { clGetPlatformInfo(id, cl_platform_info(name), $0, $1, $2) }
  }
}

/// Reads a driver's text: `query` is given a size, memory, and where to write the size that is needed.
func readText(_ query: (Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> cl_int) -> String {
  var count = 0
  guard query(0, nil, &count) == CL_SUCCESS, count > 0 else { return "" }
  var bytes = [UInt8](repeating: 0, count: count)
  guard query(count, &bytes, nil) == CL_SUCCESS else { return "" }
  let characters = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  return String(characters.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
