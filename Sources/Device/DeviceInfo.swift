/// The description of a device.
public struct DeviceInfo: Sendable, Codable, Equatable {
  /// What devices are.
  public enum Kind: String, Sendable, Codable {
    case gpu, cpu, accelerator
  }

  /// The device's index in the list of all devices, from 0.
  public let index: Int
  /// As the driver calls it.
  public let name: String
  /// Whether it is a GPU or a CPU.
  public let kind: Kind
  /// Who makes it.
  public let vendor: String
  /// What offers it: CUDA, or an OpenCL platform.
  public let platform: String
  package let platformVersion: String
  /// The driver's own version.
  public let driverVersion: String
  package let version: String
  /// Multiprocessors of GPUs, cores of CPUs.
  public let computeUnits: Int
  /// The clock frequency that the driver states, in MHz.
  package let clockFrequency: Int
  /// The size of the device's memory, in bytes.
  public let globalMemory: Int
  /// The largest single buffer, in bytes.
  public let largestAllocation: Int
  /// The local memory that a work-group may use, in bytes.
  package let localMemory: Int
  package let largestWorkGroup: Int
  /// The native vector width for float, in lanes.
  package let floatLanes: Int
  /// Whether the driver says that kernels and the host can share memory at the same addresses.
  package let hasSharedMemory: Bool
  /// Whether quotients and square roots in an exact program are correctly rounded.
  package let dividesExactly: Bool
  package let hasCompiler: Bool
  package let supportsHalf: Bool
  package let supportsDouble: Bool
  /// The device's instructions for products of small matrices; nil if it has none that the kernels know.
  package var matrixInstructions: MatrixInstructions?

  /// Identifies the device and its driver. Measurements and compiled programs are valid only for the same
  /// key.
  package var key: String {
    [platform, platformVersion, vendor, name, version, driverVersion].joined(separator: "|")
  }

  package var isCPU: Bool { kind == .cpu }
}
