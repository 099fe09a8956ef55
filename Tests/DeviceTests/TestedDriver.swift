import TestSupport
import Testing

@testable import Device

/// The drivers behind the protocols of `Device`: what holds of a device, a queue or a sequence holds with each.
enum TestedDriver: CaseIterable, CustomTestStringConvertible {
  /// OpenCL on the CPU, whose kernels take pointers into shared memory.
  case openCLPointers
  /// OpenCL on the CPU, whose kernels take an offset beside each buffer.
  case openCLOffsets
  /// CUDA's host side on the driver in software.
  case cuda

  var testDescription: String {
    switch self {
    case .openCLPointers: "OpenCL with shared memory"
    case .openCLOffsets: "OpenCL with offsets"
    case .cuda: "CUDA in software"
    }
  }

  func device() throws -> any Device {
    switch self {
    case .openCLPointers: return try Self.openCL(.pointers)
    case .openCLOffsets: return try Self.openCL(.offsets)
    case .cuda:
      try SoftwareCUDA.reset()
      return try SoftwareCUDA.device()
    }
  }

  static func openCL(_ addressing: OpenCLAddressing) throws -> OpenCLDevice {
    let cpu = try #require(try Devices.select("cpu") as? OpenCLDevice)
    return try OpenCLDevice(id: cpu.id, info: cpu.info, addressing: addressing)
  }

  /// The software driver's device, which keeps its programs in a cache.
  static func softwareCUDA(cache: ProgramCache) throws -> CUDADevice {
    _ = try Devices.all()
    let driver = try CUDADriver(library: SoftwareCUDA.library)
    let listing = try #require(CUDAListing.all(of: driver).first)
    return CUDADevice(
      listing.device, info: listing.info(index: 0, driver: driver, driverVersion: nil, hasCompiler: true),
      driver: driver, compiler: SourceCompiler(), cache: cache)
  }

  /// A device with a queue.
  func bench() throws -> Bench {
    let device = try device()
    return Bench(device: device, queue: try device.makeQueue(profiling: false))
  }

  struct Bench {
    let device: any Device
    let queue: any Queue

    func content(_ buffer: Buffer, range: Range<Int>? = nil) throws -> [Int32] {
      try queue.download(buffer, range: range).wait().array()
    }
  }

  /// What the driver calls a step, in a message of its failure.
  enum Step {
    case building, findingKernel
  }

  func call(_ step: Step) -> String {
    switch (step, self) {
    case (.building, .cuda): "cuLinkAddData"
    case (.building, _): "clBuildProgram"
    case (.findingKernel, .cuda): "cuModuleGetFunction"
    case (.findingKernel, _): "clCreateKernel"
    }
  }
}
