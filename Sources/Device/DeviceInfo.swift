/// What a device says of itself.
package struct DeviceInfo: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable {
    case gpu, cpu, accelerator
  }

  /// Its place in the list of all devices, from 0.
  package let index: Int
  package let name: String
  package let kind: Kind
  package let vendor: String
  package let platform: String
  package let platformVersion: String
  package let driverVersion: String
  package let version: String
  package let computeUnits: Int
  /// MHz, as the driver states it.
  package let clockFrequency: Int
  /// Bytes.
  package let globalMemory: Int
  /// The largest single buffer, in bytes.
  package let largestAllocation: Int
  /// Bytes of local memory of a work-group.
  package let localMemory: Int
  package let largestWorkGroup: Int
  /// The native vector width for float, in lanes.
  package let floatLanes: Int
  /// Whether the driver says that kernels and the host can share memory at one address.
  package let hasSharedMemory: Bool
  /// Whether quotients and roots of an exact program are right to the last bit.
  package let dividesExactly: Bool
  package let hasCompiler: Bool
  package let supportsHalf: Bool
  package let supportsDouble: Bool
  /// What the device multiplies small matrices with; nil where it has nothing that kernels know.
  package var matrixInstructions: MatrixInstructions?

  /// Identifies device and driver: what is measured or compiled for one key holds for no other.
  package var key: String {
    [platform, platformVersion, vendor, name, version, driverVersion].joined(separator: "|")
  }

  package var isCPU: Bool { kind == .cpu }
}
