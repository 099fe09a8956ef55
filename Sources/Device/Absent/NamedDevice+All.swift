extension NamedDevice {
  /// The devices that `--as` knows. The H200's figures were measured, with OpenCL launches of one and of six
  /// buffers and with `mma.sync`. The others are the vendors' peaks; for want of measurements, their launches
  /// are assumed to cost as much as the H200's.
  package static let all = [
    NamedDevice(
      name: "h200", info: nvidia("NVIDIA H200", units: 132, clock: 1980, memory: 141), units: 132,
      unit: hopper, gflops: 64_000, gbps: 4_300, matrixPeaks: MatrixPeaks(tf32: 319_000, bf16: 637_000)),
    NamedDevice(
      name: "h100", info: nvidia("NVIDIA H100 SXM", units: 132, clock: 1980, memory: 80), units: 132,
      unit: hopper, gflops: 66_900, gbps: 3_350, matrixPeaks: MatrixPeaks(tf32: 319_000, bf16: 637_000)),
    NamedDevice(
      name: "a100", info: nvidia("NVIDIA A100 SXM", units: 108, clock: 1410, memory: 80), units: 108,
      unit: Unit(
        lanes: 64, warp: 32, largestItems: 2048, largestGroups: 32, registers: 65536,
        localMemory: 164 << 10),
      gflops: 19_500, gbps: 2_039, matrixPeaks: MatrixPeaks(tf32: 156_000, bf16: 312_000)),
    NamedDevice(
      name: "rtx4090", info: nvidia("NVIDIA GeForce RTX 4090", units: 128, clock: 2520, memory: 24),
      units: 128,
      unit: Unit(
        lanes: 128, warp: 32, largestItems: 1536, largestGroups: 24, registers: 65536,
        localMemory: 100 << 10),
      gflops: 82_600, gbps: 1_008, matrixPeaks: MatrixPeaks(tf32: 82_600, bf16: 165_200)),
    NamedDevice(
      name: "mi300x",
      info: other(
        "AMD Instinct MI300X", vendor: "Advanced Micro Devices, Inc.", units: 304, clock: 2100, memory: 192,
        largestWorkGroup: 256), units: 304,
      unit: Unit(
        lanes: 128, warp: 64, largestItems: 2048, largestGroups: 32, registers: 131_072,
        localMemory: 64 << 10),
      gflops: 163_400, gbps: 5_300),
    // Intel's driver counts vector engines; 16 of them make up the core that runs a work-group.
    NamedDevice(
      name: "arc-a770",
      info: other(
        "Intel Arc A770", vendor: "Intel(R) Corporation", units: 512, clock: 2100, memory: 16,
        largestWorkGroup: 1024), units: 32,
      unit: Unit(
        lanes: 128, warp: 16, largestItems: 2048, largestGroups: 64, registers: 131_072,
        localMemory: 128 << 10),
      gflops: 17_200, gbps: 560),
  ]

  private static let nvidiaVendor = "NVIDIA Corporation"

  private static let hopper = Unit(
    lanes: 128, warp: 32, largestItems: 2048, largestGroups: 32, registers: 65536, localMemory: 227 << 10)

  private init(
    name: String, info: DeviceInfo, units: Int, unit: Unit, gflops: Double, gbps: Double,
    matrixPeaks: MatrixPeaks? = nil
  ) {
    let queued = (first: 5.1, further: 0.44)
    self.init(
      name: name, info: info, units: units, unit: unit, gflops: gflops, matrixPeaks: matrixPeaks,
      gbps: gbps, launchMicroseconds: info.vendor == Self.nvidiaVendor ? 1.4 : queued.first,
      queuedMicroseconds: queued)
  }

  /// NVIDIA's OpenCL gives kernels 48 KiB of local memory.
  private static func nvidia(_ name: String, units: Int, clock: Int, memory: Int) -> DeviceInfo {
    other(
      name, vendor: nvidiaVendor, units: units, clock: clock, memory: memory, largestWorkGroup: 1024,
      localMemory: 48 << 10, matrixInstructions: .tensorCores)
  }

  private static func other(
    _ name: String, vendor: String, units: Int, clock: Int, memory: Int, largestWorkGroup: Int,
    localMemory: Int = 64 << 10, matrixInstructions: MatrixInstructions? = nil
  ) -> DeviceInfo {
    DeviceInfo(
      index: 0, name: name, kind: .gpu, vendor: vendor, platform: "none: this device is not here",
      platformVersion: "", driverVersion: "", version: "OpenCL 3.0", computeUnits: units,
      clockFrequency: clock, globalMemory: memory << 30, largestAllocation: memory << 28,
      localMemory: localMemory, largestWorkGroup: largestWorkGroup, floatLanes: 1, hasSharedMemory: true,
      dividesExactly: true, hasCompiler: true, supportsHalf: true, supportsDouble: true,
      matrixInstructions: matrixInstructions)
  }
}
