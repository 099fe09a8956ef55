import ArgumentParser
import Device

/// The option that names the device to use.
struct DeviceOption: ParsableArguments {
  @Option(
    name: .customLong("device"),
    help: ArgumentHelp(
      "The device: an index, gpu, cpu, or part of a name, vendor or platform.",
      discussion: "Default: the environment variable FORESIGHT_DEVICE, else the fastest GPU, else the CPU.",
      valueName: "device"))
  var device: String?

  /// The selected device.
  ///
  /// Throws if there is no device, or none that matches.
  func select() throws -> any Device { try Devices.select(device) }
}
