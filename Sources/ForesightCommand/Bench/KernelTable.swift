import Benchmarks
import Device
import Foundation

/// The timings of cases as an aligned table, printed row by row.
struct KernelTable {
  let nameWidth: Int

  func header(device: DeviceInfo, peaks: DevicePeaks) -> String {
    let name = "case".padding(toLength: nameWidth, withPad: " ", startingAt: 0)
    return String(
      format: "%@: measured peaks %.0f GFLOP/s of multiply-adds, %.1f GB/s of copies\n", device.name,
      peaks.multiplyAddGflops, peaks.copyGbps)
      + "\(name)   forward ms           rate  share  backward ms           rate  share  variants"
  }

  func row(_ timing: KernelTiming) -> String {
    let backward = timing.backward.map(columns) ?? String(repeating: " ", count: 31) + "-"
    let variants = timing.variants.map(\.rawValue).joined(separator: ", ")
    return "\(padded(timing.name)) \(columns(timing.forward)) \(backward)  \(variants)"
  }

  func failure(_ name: String, error: String) -> String { "\(padded(name))  failed: \(error)" }

  private func padded(_ name: String) -> String {
    name.padding(toLength: max(nameWidth, name.count), withPad: " ", startingAt: 0)
  }

  private func columns(_ timing: DirectionTiming) -> String {
    let (rate, unit) =
      switch timing.rate {
      case .gflops(let rate): (rate, "GFLOP/s")
      case .gbps(let rate): (rate, "GB/s   ")
      }
    return String(format: "%12.4f %6.1f %@ %5.0f%%", timing.milliseconds, rate, unit, timing.share * 100)
  }
}
