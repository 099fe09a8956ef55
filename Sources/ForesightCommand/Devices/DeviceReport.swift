import Benchmarks
import Device
import Foundation

/// The report on a device: what its driver states, and what was measured.
struct DeviceReport: Encodable {
  let info: DeviceInfo
  /// Whether commands use this device if none is named.
  let isDefault: Bool
  var peaks: DevicePeaks?
  var launch: LaunchCost?

  var text: String {
    let title = "\(info.index): \(info.name) (\(info.kind.rawValue)\(isDefault ? ", the default" : ""))"
    return ([title] + rows.map { "   " + $0.padding(toLength: 20, withPad: " ", startingAt: 0) + $1 })
      .joined(separator: "\n")
  }

  private var rows: [(String, String)] {
    var rows = [
      ("platform", "\(info.platform), \(info.platformVersion)"),
      ("driver", "\(info.vendor), \(info.version), driver \(info.driverVersion)"),
      ("compute units", "\(info.computeUnits) at \(info.clockFrequency) MHz"),
      ("memory", "\(size(info.globalMemory)), largest allocation \(size(info.largestAllocation))"),
      ("local memory", "\(size(info.localMemory)), work-groups of up to \(info.largestWorkGroup)"),
      ("precision", precision),
      ("compiler", info.hasCompiler ? "yes" : "no: install the vendor's full driver"),
    ]
    if let peaks {
      rows.append(("multiply-add peak", String(format: "%.0f GFLOP/s", peaks.multiplyAddGflops)))
      rows.append(("copy bandwidth", String(format: "%.1f GB/s, read and write", peaks.copyGbps)))
    }
    if let launch {
      rows.append(
        (
          "launch",
          String(
            format: "%.2f µs queued, %.2f µs with a wait each, %.2f µs of the host to enqueue",
            launch.queuedMicroseconds, launch.waitedMicroseconds, launch.enqueueMicroseconds)
        ))
      rows.append(
        (
          "sequence",
          String(
            format:
              "%.2f µs a launch, %.2f µs of the host; 4 KB up, a launch, 4 KB down in %.1f µs; launches go %@",
            launch.sequenceMicroseconds, launch.sequenceHostMicroseconds, launch.roundTripMicroseconds,
            launch.submission)
        ))
    }
    return rows
  }

  private var precision: String {
    ["float", info.supportsHalf ? "half" : nil, info.supportsDouble ? "double" : nil].compactMap { $0 }
      .joined(separator: ", ")
  }

  private func size(_ byteCount: Int) -> String {
    let (amount, unit) =
      byteCount >= 1 << 30
      ? (Double(byteCount) / 0x1p30, "GiB")
      : byteCount >= 1 << 20 ? (Double(byteCount) / 0x1p20, "MiB") : (Double(byteCount) / 0x1p10, "KiB")
    return String(format: amount == amount.rounded() ? "%.0f %@" : "%.1f %@", amount, unit)
  }
}
