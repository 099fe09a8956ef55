import Common
import Device
import Foundation
import Logging
import Operations
import Telemetry

/// The measurements for a run's device when the run began. The run continues to use them, because other
/// kernels would give different bits.
struct PinnedSelection: Codable {
  /// The device's `DeviceInfo.key`, which also identifies the driver.
  private let device: String
  private let selection: ProductSelection

  /// The selection that a run began with. If it began on another device, the selection that is saved for this
  /// one.
  ///
  /// Throws if the run's file cannot be read or written.
  static func selection(of device: any Device, in folder: RunFolder) throws -> ProductSelection {
    guard let data = FileManager.default.contents(atPath: folder.selection) else {
      let pinned = PinnedSelection(device: device.info.key, selection: device.savedSelection)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      try FileReplacement.write(
        String(decoding: try encoder.encode(pinned), as: UTF8.self), to: folder.selection)
      return pinned.selection
    }
    guard let pinned = try? JSONDecoder().decode(PinnedSelection.self, from: data) else {
      throw TelemetryError("\(folder.selection) is damaged; remove it to go on with other kernels, perhaps")
    }
    if pinned.device == device.info.key { return pinned.selection }
    Logger(label: "run").warning(
      "the run began on another device or driver (\(pinned.device)); on \(device.info.name) with \(device.info.platform) it goes on with other kernels, and results differ in their last bits"
    )
    return device.savedSelection
  }
}
