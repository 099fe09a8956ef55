/// A device that need not be here, by what is published or was measured of it: for launches as it would get them, and for
/// estimates of their times.
package struct NamedDevice: Sendable {
  /// As the command line names it.
  package let name: String
  /// What its driver says of it.
  package let info: DeviceInfo
  /// The parts that a work-group lies on one of: multiprocessors, compute units of AMD's, Xe cores.
  package let units: Int
  package let unit: Unit
  /// Float32 multiply-adds, each counted twice, in GFLOP/s.
  package let gflops: Double
  /// Multiply-adds of its matrix instructions, each counted twice, in GFLOP/s; nil where the kernels have none for it.
  package let matrixPeaks: MatrixPeaks?
  /// Bytes read and written, in GB/s.
  package let gbps: Double
  /// What a launch costs in a sequence that is submitted at once, in microseconds: one of a CUDA graph, where there are.
  package let launchMicroseconds: Double
  /// What a launch costs that is enqueued on its own in OpenCL, in microseconds: of one buffer, and more with each further one.
  package let queuedMicroseconds: (first: Double, further: Double)

  package struct MatrixPeaks: Sendable {
    package let tf32: Double
    package let bf16: Double
  }

  /// What one unit holds and does at once.
  package struct Unit: Sendable {
    /// Float32 multiply-adds a clock cycle.
    package let lanes: Int
    /// Work-items that run in step.
    package let warp: Int
    package let largestItems: Int
    package let largestGroups: Int
    package let registers: Int
    /// Bytes of local memory of all work-groups together.
    package let localMemory: Int
  }

  /// Clock cycles a microsecond at which `gflops` are reached.
  package var cyclesPerMicrosecond: Double { gflops * 1e-3 * 1e6 / Double(2 * units * unit.lanes) }

  /// The device of this name, whatever the case of its letters, with or without spaces and hyphens; nil where none is known.
  package static func named(_ name: String) -> NamedDevice? {
    func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
    return all.first { plain($0.name) == plain(name) }
  }
}
