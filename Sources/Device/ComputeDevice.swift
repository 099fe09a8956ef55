/// A GPU or CPU of this machine that networks run on, found through OpenCL or CUDA.
///
/// It may be used from any thread. What is listed is looked for once per process.
public struct ComputeDevice: Sendable, CustomStringConvertible {
  package let device: any Device

  package init(_ device: any Device) { self.device = device }

  /// All devices, those of CUDA first, in the drivers' order.
  ///
  /// Throws `DeviceUnavailable` where there is none, with what to install.
  public static func all() throws -> [ComputeDevice] { try Devices.all().map { ComputeDevice($0) } }

  /// The device that `name` asks for: an index in `all()`, `gpu`, `cpu`, or part of a name, vendor or platform.
  ///
  /// Where `name` is nil, the environment variable `FORESIGHT_DEVICE` decides; where that is unset, it is the fastest GPU,
  /// else the CPU.
  ///
  /// Throws `DeviceUnavailable` where none fits, with those that there are.
  public static func select(_ name: String? = nil) throws -> ComputeDevice {
    guard let name else { return ComputeDevice(try Devices.select()) }
    return ComputeDevice(try Devices.select(name, from: "the program", among: Devices.all()))
  }

  /// What the device says of itself.
  public var info: DeviceInfo { device.info }

  /// Its index and name: `0: NVIDIA H200`.
  public var description: String { "\(info.index): \(info.name)" }
}
