import Foundation

/// PoCL's devices that work on the thread that waits for them, which have to be asked for before PoCL is asked for its
/// devices.
enum SerialDevices {
  private static let variable = "POCL_DEVICES"
  /// More of them would take longer to make than they save.
  private static let most = 16

  /// Asks PoCL for its threaded device and as many serial ones as there are cores. True where it was asked: `version` is that of
  /// a platform of PoCL, and the environment does not say already which devices there are.
  static func request(platform version: String) -> Bool {
    guard let release = version.range(of: "PoCL "), getenv(variable) == nil else { return false }
    let major = Int(version[release.upperBound...].prefix { $0.isNumber }) ?? 0
    let (threaded, serial) = major < 4 ? ("pthread", "basic") : ("cpu", "cpu-minimal")
    let cores = min(max(1, ProcessInfo.processInfo.activeProcessorCount), most)
    setenv(variable, ([threaded] + Array(repeating: serial, count: cores)).joined(separator: " "), 0)
    return true
  }

  /// Whether a device's name is that of a serial one.
  static func isSerial(_ name: String) -> Bool { name.hasPrefix("basic") || name.hasPrefix("cpu-minimal") }
}
