import COpenCL

/// The devices that OpenCL's drivers offer.
struct OpenCLDiscovery {
  /// The devices of all platforms, in the drivers' order.
  private(set) var devices: [any Device] = []
  /// PoCL's serial devices, if they were requested here.
  private(set) var serial: [any Device] = []
  /// The excluded devices, by their PCI addresses.
  private(set) var others: [PCIAddress: (id: OpenCLIdentifier, info: DeviceInfo)] = [:]
  private(set) var platforms: [String] = []
  private(set) var refusals: [String] = []

  /// Discovers devices, which are numbered from `firstIndex`. Devices at the addresses `excluded` are not
  /// opened. Throws if there is no platform.
  init(firstIndex: Int, excluded: Set<PCIAddress>) throws {
    var platformCount: cl_uint = 0
    let code = clGetPlatformIDs(0, nil, &platformCount)
    guard code == CL_SUCCESS, platformCount > 0 else {
      throw DeviceUnavailable(
        "no OpenCL platform was found; install your GPU's driver, or pocl-opencl-icd to use the CPU")
    }
    var found = [cl_platform_id?](repeating: nil, count: Int(platformCount))
    try check(clGetPlatformIDs(platformCount, &found, nil), "clGetPlatformIDs", "listing platforms")
    for platform in found.compactMap({ $0 }) {
      let name = Self.platformText(platform, CL_PLATFORM_NAME)
      platforms.append(name)
      let hasSerial = SerialDevices.request(platform: Self.platformText(platform, CL_PLATFORM_VERSION))
      var count: cl_uint = 0
      guard clGetDeviceIDs(platform, cl_device_type(CL_DEVICE_TYPE_ALL), 0, nil, &count) == CL_SUCCESS,
        count > 0
      else { continue }
      var ids = [cl_device_id?](repeating: nil, count: Int(count))
      try check(
        clGetDeviceIDs(platform, cl_device_type(CL_DEVICE_TYPE_ALL), count, &ids, nil), "clGetDeviceIDs",
        "listing the devices of \(name)")
      for id in ids.compactMap({ $0 }) {
        let isSerial = hasSerial && SerialDevices.isSerial(Self.text(id, CL_DEVICE_NAME))
        let index = isSerial ? serial.count : firstIndex + devices.count
        let info = Self.describe(id, platform: platform, index: index)
        if let address = Self.address(of: id), excluded.contains(address) {
          others[address] = (OpenCLIdentifier(id: id), info)
          continue
        }
        do {
          let device = try OpenCLDevice.make(id: id, info: info)
          if isSerial { serial.append(device) } else { devices.append(device) }
        } catch {
          refusals.append("\(error)")
        }
      }
    }
  }

  /// The PCI address of an NVIDIA GPU; nil for other devices. The constants are those of
  /// `cl_nv_device_attribute_query`.
  private static func address(of id: cl_device_id) -> PCIAddress? {
    guard text(id, CL_DEVICE_EXTENSIONS).contains("cl_nv_device_attribute_query") else { return nil }
    let (bus, slot, domain): (cl_uint, cl_uint, cl_uint) = (
      value(id, 0x4008, .max), value(id, 0x4009, .max), value(id, 0x400A, 0)
    )
    return bus == .max || slot == .max
      ? nil : PCIAddress(domain: Int(domain), bus: Int(bus), device: Int(slot))
  }

  /// The kind of a device. A simulator that claims to be every kind counts as a CPU.
  static func kind(of id: cl_device_id) -> DeviceInfo.Kind {
    let type: cl_device_type = value(id, CL_DEVICE_TYPE, 0)
    if type & cl_device_type(CL_DEVICE_TYPE_CPU) != 0 { return .cpu }
    return type & cl_device_type(CL_DEVICE_TYPE_GPU) != 0 ? .gpu : .accelerator
  }

  private static func describe(_ id: cl_device_id, platform: cl_platform_id, index: Int) -> DeviceInfo {
    let extensions = text(id, CL_DEVICE_EXTENSIONS).split(separator: " ")
    return DeviceInfo(
      index: index,
      name: text(id, CL_DEVICE_NAME),
      kind: kind(of: id),
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
      dividesExactly: value(id, CL_DEVICE_SINGLE_FP_CONFIG, cl_device_fp_config(0))
        & cl_device_fp_config(CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
      hasCompiler: value(id, CL_DEVICE_COMPILER_AVAILABLE, cl_bool(0)) != 0,
      supportsHalf: extensions.contains("cl_khr_fp16"),
      supportsDouble: extensions.contains("cl_khr_fp64"),
      matrixInstructions: extensions.contains("cl_nv_device_attribute_query")
        ? .nvidia(computeCapability: Int(value(id, 0x4000, cl_uint(0)))) : nil)
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

/// Reads a driver's text. `query` is called with a size, memory, and a pointer to store the required size.
func readText(_ query: (Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> cl_int) -> String {
  var count = 0
  guard query(0, nil, &count) == CL_SUCCESS, count > 0 else { return "" }
  var bytes = [UInt8](repeating: 0, count: count)
  guard query(count, &bytes, nil) == CL_SUCCESS else { return "" }
  let characters = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  return String(characters.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
