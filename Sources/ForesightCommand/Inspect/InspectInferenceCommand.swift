import ArgumentParser
import Device
import Tensors

struct InspectInferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference",
    abstract: "Shows how a search on the device infers roots and leaves: as parts of a kernel each.")

  @OptionGroup var device: DeviceOption
  @OptionGroup var forecast: ForecastOption
  @OptionGroup var sizes: SearchNetSizes

  func validate() throws {
    if forecast.named.name != nil && device.device != nil {
      throw ValidationError("--device and --as cannot be given together; leave out one")
    }
  }

  func run() throws {
    if let named = forecast.named.device {
      return try forecast.show(named) { try sizes.searchSteps(device: $0) }
    }
    let info = try device.select().info
    let trees = try sizes.usedTrees(on: info)
    let roots = try section("roots", of: trees, "a root", otherwise: "they are inferred in a batch") {
      try sizes.rootProgram(on: info)
    }
    let leaves = try section("leaves", of: trees, "a leaf", otherwise: "the host searches") {
      try sizes.rowProgram(on: info)
    }
    printNow("\(roots)\n\n\(leaves)")
  }

  /// The program that infers roots or leaves, under a heading.
  private func section(
    _ name: String, of trees: Int, _ row: String, otherwise: String, _ program: () throws -> RowProgram
  ) throws -> String {
    do {
      let program = try program()
      let table = RowProgramTable(
        parts: program.parts, form: program.form, bytes: program.tileBytes, isLocal: program.isLocal)
      return "\(name): 1 row program\n" + table.text(of: trees, "trees", each: row)
    } catch let fault as RowFault {
      return "\(name): \(sizes.name) has no row program, so that \(otherwise): \(fault)"
    }
  }
}
