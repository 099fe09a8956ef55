import Foundation
import Testing

@testable import Device

/// The CUDA driver in software: a library that stands beside the tests, opened as a driver's would be.
package enum SoftwareCUDA {
  package static var library: String {
    get throws {
      try #require(Bundle.main.executableURL?.deletingLastPathComponent())
        .appending(component: "libSoftwareCUDA.so").path
    }
  }

  /// What lets the program use this driver, and no other.
  package static var environment: [String: String] {
    get throws {
      [
        "FORESIGHT_CUDA_LIBRARY": try library, "FORESIGHT_CUDA_COMPILER": "source",
        "FORESIGHT_DRIVER": "cuda",
      ]
    }
  }

  /// Its one device. PoCL has been asked for its own devices before, as this driver runs on it.
  package static func device() throws -> any Device {
    _ = try Devices.all()
    let driver = try CUDADriver(library: try library)
    let listing = try #require(CUDAListing.all(of: driver).first)
    return CUDADevice(
      listing.device, info: listing.info(index: 0, driver: driver, driverVersion: nil, hasCompiler: true),
      driver: driver, compiler: SourceCompiler(), cache: nil)
  }

  /// The CPU, which says of itself what the software driver's device says, so that it runs the same kernels.
  package static func openCLTwin() throws -> any Device {
    let cpu = try #require(try Devices.select("cpu") as? OpenCLDevice)
    let driver = try CUDADriver(library: try library)
    let listing = try #require(CUDAListing.all(of: driver).first)
    return try OpenCLDevice(
      id: cpu.id, info: listing.info(index: 0, driver: driver, driverVersion: nil, hasCompiler: true),
      addressing: .pointers)
  }

  // MARK: Control

  private static func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
    let handle = try #require(dlopen(try library, RTLD_NOW))
    return unsafeBitCast(try #require(dlsym(handle, name)), to: type)
  }

  /// Seed, faults and counts as at the start.
  package static func reset() throws {
    try function("software_cuda_reset", as: (@convention(c) () -> Void).self)()
  }

  /// The order in which work runs.
  package static func setSeed(_ seed: UInt64) throws {
    try function("software_cuda_set_seed", as: (@convention(c) (UInt64) -> Void).self)(seed)
  }

  package static func setMemory(_ byteCount: Int) throws {
    try function("software_cuda_set_memory", as: (@convention(c) (Int) -> Void).self)(byteCount)
  }

  package static func setDeviceCount(_ count: Int32) throws {
    try function("software_cuda_set_device_count", as: (@convention(c) (Int32) -> Void).self)(count)
  }

  /// Lets call number `call` of a function from now on, or each where it is 0, fail with `result`; where `isLate`, when its
  /// work runs.
  package static func fail(_ name: String, call: Int = 1, with result: Int32, isLate: Bool = false) throws {
    let fail = try function(
      isLate ? "software_cuda_fail_later" : "software_cuda_fail",
      as: (@convention(c) (UnsafePointer<CChar>, Int, Int32) -> Bool).self)
    try #require(fail(name, call, result), "no function \(name)")
  }

  /// Calls that submitted work since the last reset.
  package static var submissions: Int {
    get throws { try function("software_cuda_submissions", as: (@convention(c) () -> Int).self)() }
  }

  package static func calls(of name: String) throws -> Int {
    try function("software_cuda_calls", as: (@convention(c) (UnsafePointer<CChar>) -> Int).self)(name)
  }

  /// Objects of all kinds that have not been given back.
  package static var living: [String: Int] {
    get throws {
      let living = try function(
        "software_cuda_living", as: (@convention(c) (UnsafePointer<CChar>) -> Int).self)
      let kinds = [
        "context", "stream", "event", "module", "link", "graph", "executable", "memory", "pinned",
      ]
      return Dictionary(uniqueKeysWithValues: kinds.map { ($0, living($0)) }).filter { $0.value != 0 }
    }
  }
}
