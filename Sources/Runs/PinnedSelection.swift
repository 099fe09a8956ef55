import Common
import Device
import Foundation
import Logging
import Operations
import Telemetry
import Tuning

/// What was measured on a run's device when the run began: it goes on with that, because another choice of kernels
/// would give other bits.
package struct PinnedSelection: Codable {
  /// `DeviceInfo.key`, which names the driver as well.
  private let device: String
  private let selection: ProductSelection

  /// The context of a run that begins or continues on `device`: with the selection that it began with or, if it began on
  /// another device, the one that is saved for this one.
  ///
  /// Throws where the run's file cannot be read or written.
  package static func context(on device: any Device, in folder: RunFolder) throws -> ExecutionContext {
    guard let data = FileManager.default.contents(atPath: folder.selection) else {
      let pinned = PinnedSelection(device: device.info.key, selection: device.savedSelection)
      try FileReplacement.write(try JSONText.of(pinned), to: folder.selection)
      return ExecutionContext(device: device, selection: pinned.selection)
    }
    guard let pinned = try? JSONDecoder().decode(PinnedSelection.self, from: data) else {
      throw TelemetryError("\(folder.selection) is damaged; remove it to go on with other kernels, perhaps")
    }
    if pinned.device == device.info.key {
      return ExecutionContext(device: device, selection: pinned.selection)
    }
    Logger(label: "run").warning(
      "the run began on another device or driver (\(pinned.device)); on \(device.info.name) with \(device.info.platform) it goes on with other kernels, and results differ in their last bits"
    )
    return device.executionContext
  }
}
