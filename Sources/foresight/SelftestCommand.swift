import ArgumentParser
import Conformance

/// `foresight selftest`: compares every operation on a device with reference cases.
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Compares every operation on a device with reference cases.")

  @OptionGroup var device: DeviceOption

  func run() throws {
    _ = try device.select()
  }
}
