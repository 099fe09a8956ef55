import Foundation

/// PoCL's serial device, which computes on the thread that enqueues. PoCL must be asked for it before it
/// lists its devices.
enum SerialDevices {
  private static let variable = "POCL_DEVICES"

  /// Asks PoCL for its threaded device and a serial one. Returns true if it did: `version` must be that of a
  /// PoCL platform, and the environment must not choose PoCL's devices already.
  static func request(platform version: String) -> Bool {
    guard let release = version.range(of: "PoCL "), getenv(variable) == nil else { return false }
    let major = Int(version[release.upperBound...].prefix { $0.isNumber }) ?? 0
    setenv(variable, major < 4 ? "pthread basic" : "cpu cpu-minimal", 0)
    return true
  }

  /// Whether a device's name is that of a serial device.
  static func isSerial(_ name: String) -> Bool { name.hasPrefix("basic") || name.hasPrefix("cpu-minimal") }
}
