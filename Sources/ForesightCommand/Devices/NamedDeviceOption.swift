import ArgumentParser
import Common
import Device

/// The option that names a device that need not be present.
struct NamedDeviceOption: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Run nothing, but tell which launches this device would get: \(Self.names).", valueName: "device"))
  var name: String?

  private static var names: String { NamedDevice.all.map(\.name).joined(separator: ", ") }

  func validate() throws {
    if let name, NamedDevice.named(name) == nil {
      throw ValidationError("--as is \(name.quoted), but must be one of \(Self.names)")
    }
  }

  /// The named device; nil if none is named.
  var device: NamedDevice? { name.flatMap(NamedDevice.named) }
}
