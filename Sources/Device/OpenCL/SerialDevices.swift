import Foundation

/// PoCL's device that works on the thread that enqueues, which has to be asked for before PoCL is asked for its devices.
enum SerialDevices {
  private static let variable = "POCL_DEVICES"

  /// Asks PoCL for its threaded device and a serial one. True where it was asked: `version` is that of a platform of PoCL, and the
  /// environment does not say already which devices there are.
  static func request(platform version: String) -> Bool {
    guard let release = version.range(of: "PoCL "), getenv(variable) == nil else { return false }
    let major = Int(version[release.upperBound...].prefix { $0.isNumber }) ?? 0
    setenv(variable, major < 4 ? "pthread basic" : "cpu cpu-minimal", 0)
    return true
  }

  /// Whether a device's name is that of a serial one.
  static func isSerial(_ name: String) -> Bool { name.hasPrefix("basic") || name.hasPrefix("cpu-minimal") }
}
