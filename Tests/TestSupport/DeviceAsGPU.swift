@testable import Device

/// A device that says that it is a GPU, so that the kernels for GPUs run on a CPU.
package final class DeviceAsGPU: Device {
  package let info: DeviceInfo
  private let device: any Device

  /// `localMemory` is what it says of a work-group's local memory, in bytes; `computeUnits` of its compute units, where
  /// it has not the device's. With `hasMatrixUnits` it has the instructions of tensor cores, which are emulated.
  package init(
    _ device: any Device, localMemory: Int = 48 << 10, computeUnits: Int? = nil, hasMatrixUnits: Bool = false
  ) {
    self.device = device
    let own = device.info
    info = DeviceInfo(
      index: own.index, name: own.name, kind: .gpu, vendor: own.vendor, platform: own.platform,
      platformVersion: own.platformVersion, driverVersion: own.driverVersion, version: own.version,
      computeUnits: computeUnits ?? own.computeUnits, clockFrequency: own.clockFrequency,
      globalMemory: own.globalMemory,
      largestAllocation: own.largestAllocation, localMemory: localMemory,
      largestWorkGroup: own.largestWorkGroup, floatLanes: 1, hasSharedMemory: own.hasSharedMemory,
      dividesExactly: own.dividesExactly, hasCompiler: own.hasCompiler, supportsHalf: own.supportsHalf,
      supportsDouble: own.supportsDouble, matrixInstructions: hasMatrixUnits ? .tensorCores : nil)
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
    let files = program.files.map { $0 == "matrix_instructions" ? "matrix_emulation" : $0 }
    let emulated = Program(files, macros: program.macros, text: program.text, isExact: program.isExact)
    return try device.makeLaunch(name, in: emulated, arguments: arguments, global: global, local: local)
  }

  package func trimPool() { device.trimPool() }
}
