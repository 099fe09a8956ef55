import ArgumentParser
import Device
import Tensors

/// `foresight inspect graph inference`: how leaves of searches are inferred on a device.
struct InspectInferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference",
    abstract: "Shows how a search on the device infers leaves: as parts of one kernel.")

  @OptionGroup var device: DeviceOption
  @OptionGroup var forecast: ForecastOption
  @OptionGroup var sizes: SearchNetSizes

  @Option(help: "How many trees are searched at once.")
  var trees = 64

  func validate() throws {
    if !(1...1 << 20).contains(trees) {
      throw ValidationError("--trees is \(trees), but must be 1 to \(1 << 20)")
    }
    if forecast.named.name != nil && device.device != nil {
      throw ValidationError("--device and --as cannot be given together; leave out one")
    }
  }

  /// Simulations of a search of which a forecast tells.
  private static let simulations = 50

  func run() throws {
    if let named = forecast.named.device {
      return try forecast.show(named) {
        try sizes.searchSteps(trees: trees, simulations: Self.simulations, device: $0)
      }
    }
    do {
      let program = try sizes.rowProgram(trees: trees, info: device.select().info)
      let table = RowProgramTable(
        parts: program.parts, form: program.form, bytes: program.tileBytes, isLocal: program.isLocal)
      printNow(table.text(of: trees, "trees", each: "a leaf"))
    } catch let fault as RowFault {
      printNow("\(sizes.name) has no row program, so that the host searches: \(fault)")
    }
  }
}
