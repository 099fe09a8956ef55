import ArgumentParser
import Device

/// `--device`, for every command that runs on one device.
struct DeviceOption: ParsableArguments {
  @Option(
    name: .customLong("device"),
    help: ArgumentHelp(
      "The device: an index, gpu, cpu, or part of a name (default: $FORESIGHT_DEVICE, else the fastest).",
      valueName: "device"))
  var device: String?

  /// Throws where no device fits.
  func select() throws -> any Device { try Devices.select(device) }
}
