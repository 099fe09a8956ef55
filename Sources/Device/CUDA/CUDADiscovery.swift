import CCUDA

/// The PCI address of a GPU, by which devices of two drivers are recognized as the same.
struct PCIAddress: Hashable {
  let domain: Int
  let bus: Int
  let device: Int
}

/// A device as the CUDA driver lists it.
struct CUDAListing {
  let device: CUdevice
  let name: String
  let address: PCIAddress
  let memory: Int
  let attributes: Attributes

  /// The attributes that decide how work is divided among work-groups.
  struct Attributes {
    let computeUnits: Int
    /// The clock frequency in MHz.
    let clockFrequency: Int
    let localMemory: Int
    let largestWorkGroup: Int
    /// The compute capability, such as 9.0.
    let computeCapability: (major: Int, minor: Int)
  }

  /// All devices of a driver. Throws if a call of the driver fails.
  static func all(of driver: CUDADriver) throws -> [CUDAListing] {
    var count: Int32 = 0
    try driver.check(driver.functions.cuDeviceGetCount(&count), "cuDeviceGetCount", "listing devices")
    return try (0..<count).map { try CUDAListing($0, driver: driver) }
  }

  private init(_ index: Int32, driver: CUDADriver) throws {
    let functions = driver.functions
    let what = "CUDA device \(index)"
    var device: CUdevice = 0
    try driver.check(functions.cuDeviceGet(&device, index), "cuDeviceGet", what)
    self.device = device
    var text = [CChar](repeating: 0, count: 256)
    try driver.check(functions.cuDeviceGetName(&text, Int32(text.count), device), "cuDeviceGetName", what)
    name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    var memory = 0
    try driver.check(functions.cuDeviceTotalMem(&memory, device), "cuDeviceTotalMem", what)
    self.memory = memory
    func attribute(_ attribute: CUdevice_attribute) throws -> Int {
      var value: Int32 = 0
      try driver.check(
        functions.cuDeviceGetAttribute(&value, attribute, device), "cuDeviceGetAttribute",
        "attribute \(attribute) of \(what)")
      return Int(value)
    }
    address = PCIAddress(
      domain: try attribute(CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID),
      bus: try attribute(CU_DEVICE_ATTRIBUTE_PCI_BUS_ID),
      device: try attribute(CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID))
    attributes = Attributes(
      computeUnits: try attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
      clockFrequency: try attribute(CU_DEVICE_ATTRIBUTE_CLOCK_RATE) / 1000,
      localMemory: try attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK),
      largestWorkGroup: try attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
      computeCapability: (
        try attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        try attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)
      ))
  }

  /// The device's description. `driverVersion` is the version of NVIDIA's driver package, if it is known.
  func info(index: Int, driver: CUDADriver, driverVersion: String?, hasCompiler: Bool) -> DeviceInfo {
    let capability = attributes.computeCapability
    return DeviceInfo(
      index: index, name: name, kind: .gpu, vendor: "NVIDIA Corporation", platform: "CUDA",
      platformVersion: driver.versionText, driverVersion: driverVersion ?? driver.versionText,
      version: "compute capability \(capability.major).\(capability.minor)",
      computeUnits: attributes.computeUnits, clockFrequency: attributes.clockFrequency, globalMemory: memory,
      largestAllocation: memory, localMemory: attributes.localMemory,
      largestWorkGroup: attributes.largestWorkGroup, floatLanes: 1, hasSharedMemory: false,
      dividesExactly: true, hasCompiler: hasCompiler, supportsHalf: true, supportsDouble: true,
      matrixInstructions: .nvidia(computeCapability: capability.major))
  }
}
