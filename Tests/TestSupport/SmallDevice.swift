@testable import Device

/// A device that says that it has less memory than it has.
package final class SmallDevice: Device {
  package let info: DeviceInfo
  private let device: any Device

  /// `memory` and `largestAllocation` are what it says of its memory, and of the largest buffer, in bytes.
  package init(_ device: any Device, memory: Int, largestAllocation: Int? = nil) {
    self.device = device
    let own = device.info
    info = DeviceInfo(
      index: own.index, name: own.name, kind: own.kind, vendor: own.vendor, platform: own.platform,
      platformVersion: own.platformVersion, driverVersion: own.driverVersion, version: own.version,
      computeUnits: own.computeUnits, clockFrequency: own.clockFrequency, globalMemory: memory,
      largestAllocation: largestAllocation ?? memory, localMemory: own.localMemory,
      largestWorkGroup: own.largestWorkGroup, floatLanes: own.floatLanes,
      hasSharedMemory: own.hasSharedMemory,
      dividesExactly: own.dividesExactly, hasCompiler: own.hasCompiler, supportsHalf: own.supportsHalf,
      supportsDouble: own.supportsDouble)
  }

  package func makeQueue(profiling: Bool, urgent: Bool) throws -> any Queue {
    try device.makeQueue(profiling: profiling, urgent: urgent)
  }

  package func makeBuffer(byteCount: Int) throws -> Buffer { try device.makeBuffer(byteCount: byteCount) }

  package func makeHostMemory(byteCount: Int) throws -> HostMemory {
    try device.makeHostMemory(byteCount: byteCount)
  }

  package func makeSequence(_ contents: SequenceContents) throws -> any CommandSequence {
    try device.makeSequence(contents)
  }

  package func makeLaunch(
    _ name: String, in program: Program, arguments: [Argument], global: [Int], local: [Int]?
  ) throws -> any Launch {
    try device.makeLaunch(name, in: program, arguments: arguments, global: global, local: local)
  }

  package func makeLibraryProduct(_ product: LibraryProduct) throws -> (any Launch)? {
    try device.makeLibraryProduct(product)
  }

  package func trimPool() { device.trimPool() }
}
