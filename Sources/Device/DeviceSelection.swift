import Foundation

/// Finds the devices of this machine, and selects one.
package enum Devices {
  /// The environment variable that names the device if the caller does not.
  package static let variable = "FORESIGHT_DEVICE"

  /// The environment variable that selects the driver of NVIDIA's GPUs: `cuda` or `opencl`.
  package static let driverVariable = "FORESIGHT_DRIVER"

  private static let discovered = Result { try discover() }

  /// All devices, CUDA's first, in the drivers' order. They are discovered once per process.
  ///
  /// Throws if there is no platform or no device.
  package static func all() throws -> [any Device] { try discovered.get().devices }

  /// The device on which small batches run fastest: one that runs launches at once on the thread that
  /// enqueues them. That costs a thirtieth of handing work to `device`, but uses only one core. Only PoCL has
  /// such a device, with memory of its own; without it this is `device`.
  package static func forSmallBatches(beside device: any Device) -> any Device {
    guard let serial = try? discovered.get().serial.first, device.info.isCPU,
      device.info.platform == serial.info.platform
    else { return device }
    return serial
  }

  /// The device that `name` selects: by an index, `gpu`, `cpu`, or part of a name, vendor or platform.
  ///
  /// If `name` is nil, the environment variable `FORESIGHT_DEVICE` is used; if that is not set, the fastest
  /// GPU or, without one, the CPU. Throws if no device matches.
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
