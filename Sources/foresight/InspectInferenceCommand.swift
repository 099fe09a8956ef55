import ArgumentParser
import Device
import Foundation
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
      printNow(Self.table(program, trees: trees))
    } catch let fault as RowFault {
      printNow("\(sizes.name) has no row program, so that the host searches: \(fault)")
    }
  }

  private static func table(_ program: RowProgram, trees: Int) -> String {
    let total = program.parts.reduce(0) { $0 + $1.flops }
    let header = "         flops  share  part"
    let rows = program.parts.map { part in
      String(format: "%14.0f %5.1f%%  ", part.flops, 100 * part.flops / max(total, 1)) + part.operation
    }
    let form = program.form
    let groups = (trees + form.rows - 1) / form.rows
    let footer = String(
      format:
        "%.0f flops a leaf; %d trees in %d work-groups of %d work-items, %d trees in each; %.1f KiB of %@ memory for each work-group",
      total, trees, groups, form.group, form.rows, Double(program.tileBytes) / 1024,
      program.isLocal ? "local" : "global")
    return ([header] + rows + [footer]).joined(separator: "\n")
  }
}
