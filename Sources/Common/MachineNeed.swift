import Foundation

/// The memory that a run takes, estimated from its settings.
package struct MachineNeed: Sendable, Equatable {
  /// Bytes on the device: parameters with what the optimizer keeps, and what an update computes.
  package let device: Double
  /// Bytes of the host: the replay when it is full, and trees.
  package let host: Double

  package init(device: Double, host: Double) { (self.device, self.host) = (device, host) }

  /// `about 2.1 GiB on the device, 0.4 GiB on the host`
  package var text: String { "about \(Self.text(device)) on the device, \(Self.text(host)) on the host" }

  private static func text(_ bytes: Double) -> String {
    let mebibytes = bytes / 1_048_576
    return mebibytes < 1000
      ? String(format: "%.0f MiB", mebibytes.rounded(.up)) : String(format: "%.1f GiB", mebibytes / 1024)
  }
}
