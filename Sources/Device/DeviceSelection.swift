import Foundation

/// Finds the devices of this machine, and chooses one.
package enum Devices {
  /// The environment variable that names the device where the caller does not.
  package static let variable = "FORESIGHT_DEVICE"

  /// The environment variable that says which driver runs NVIDIA's GPUs: `cuda` or `opencl`.
  package static let driverVariable = "FORESIGHT_DRIVER"

  private static let discovered = Result { try discover() }

  /// All devices, those of CUDA first, in the drivers' order; looked for once per process.
  ///
  /// Throws where there is no platform or no device.
  package static func all() throws -> [any Device] { try discovered.get().devices }

  /// Where small batches run fastest: a device that runs what a thread enqueues at once, on that thread, and so costs a
  /// thirtieth of what handing work to `device` costs, but has one core alone. Only PoCL has one, with memory of its own; without,
  /// this is `device`.
  package static func forSmallBatches(beside device: any Device) -> any Device {
    guard let serial = try? discovered.get().serial.first, device.info.isCPU,
      device.info.platform == serial.info.platform
    else { return device }
    return serial
  }

  /// The device that `name` asks for: an index, `gpu`, `cpu`, or part of a name, vendor or platform.
  ///
  /// Where `name` is nil the environment variable `FORESIGHT_DEVICE` decides; where that is unset, the fastest
  /// GPU, else the CPU. Throws where none fits.
  package static func select(_ name: String? = nil) throws -> any Device {
    if let name { return try select(name, among: all()) }
    return try select(
      ProcessInfo.processInfo.environment[variable], from: "the environment variable \(variable)",
      among: all()
    )
  }

  static func select(_ request: String?, from source: String = "--device", among devices: [any Device]) throws
    -> any Device
  {
    guard let request, !request.isEmpty else { return preferred(devices)! }
    let wanted = request.lowercased()
    if let index = Int(wanted) {
      if devices.indices.contains(index) { return devices[index] }
    } else if let kind = DeviceInfo.Kind(rawValue: wanted) {
      if let device = preferred(devices.filter { $0.info.kind == kind }) { return device }
    } else if let device = devices.first(where: {
      [$0.info.name, $0.info.vendor, $0.info.platform].contains { $0.lowercased().contains(wanted) }
    }) {
      return device
    }
    let list = devices.map { "\($0.info.index): \($0.info.name)" }.joined(separator: ", ")
    throw DeviceUnavailable(
      "no device matches \"\(request)\", which \(source) asks for; choose one of: \(list), or gpu or cpu")
  }

  private static func preferred(_ devices: [any Device]) -> (any Device)? {
    func rank(_ info: DeviceInfo) -> (Int, Int) {
      (info.kind == .gpu ? 2 : info.isCPU ? 1 : 0, info.computeUnits * info.clockFrequency)
    }
    return devices.max { rank($0.info) < rank($1.info) }
  }
}
