/// A device that need not be present, described by published or measured figures: to show which launches it
/// would get, and to estimate their times.
package struct NamedDevice: Sendable {
  /// The device's name on the command line.
  package let name: String
  /// The properties that its driver reports.
  package let info: DeviceInfo
  /// The number of units, each of which runs whole work-groups: NVIDIA's multiprocessors, AMD's compute
  /// units, Intel's Xe cores.
  package let units: Int
  package let unit: Unit
  /// The peak rate of float32 multiply-adds in GFLOP/s; each counts as two operations.
  package let gflops: Double
  /// The peak rates of its matrix instructions in GFLOP/s, each multiply-add counting as two operations; nil
  /// if the kernels do not use matrix instructions on it.
  package let matrixPeaks: MatrixPeaks?
  /// The peak memory bandwidth in GB/s, for bytes read and written together.
  package let gbps: Double
  /// The cost in microseconds of a launch in a sequence that is submitted as a whole: a CUDA graph, if the
  /// device has CUDA.
  package let launchMicroseconds: Double
  /// The cost in microseconds of a launch that is enqueued singly in OpenCL: with one buffer argument, and
  /// for each further buffer.
  package let queuedMicroseconds: (first: Double, further: Double)

  package struct MatrixPeaks: Sendable {
    package let tf32: Double
    package let bf16: Double
  }

  /// The resources of one unit.
  package struct Unit: Sendable {
    /// The number of float32 multiply-adds per clock cycle.
    package let lanes: Int
    /// The number of work-items that run in lockstep.
    package let warp: Int
    package let largestItems: Int
    package let largestGroups: Int
    package let registers: Int
    /// The local memory in bytes, shared by all work-groups on the unit.
    package let localMemory: Int
  }

  /// The clock cycles per microsecond at which `gflops` are reached.
  package var cyclesPerMicrosecond: Double { gflops * 1e-3 * 1e6 / Double(2 * units * unit.lanes) }

  /// The device of this name, ignoring case, spaces and hyphens; nil if there is none.
  package static func named(_ name: String) -> NamedDevice? {
    func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
    return all.first { plain($0.name) == plain(name) }
  }
}
