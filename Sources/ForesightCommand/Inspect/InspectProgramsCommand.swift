import ArgumentParser
import Common
import Device
import Foundation
import Operations
import Tensors

/// `foresight inspect programs`: writes a preset's kernels as text, for the compilers of other tools.
struct InspectProgramsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "programs",
    abstract: "Writes the source of every program that a preset's training steps and searches use.",
    discussion: """
      The folder then holds a file of OpenCL C for each program, and programs.json: the programs with their build \
      options, and for each of their kernels the launches with their work-groups. Nothing runs, so that the device need \
      not be here (--as).
      """)

  @OptionGroup var work: PresetWork
  @OptionGroup var device: DeviceOption
  @OptionGroup var named: NamedDeviceOption

  @Flag(help: "Only the training step's.")
  var training = false

  @Option(help: "The folder, which must not exist yet.", completion: .directory)
  var output: String

  func validate() throws {
    if device.device != nil && named.name != nil {
      throw ValidationError("--device and --as cannot be given together; leave out one")
    }
  }

  func run() throws {
    let info = try named.device?.info ?? device.select().info
    let absent = AbsentDevice(info)
    var steps = try work.trainingStep(device: absent).steps
    if !training { steps += try work.searchSteps(device: absent) }
    let listing = ProgramListing(steps: steps, info: info)
    try listing.write(to: output)
    printNow("\(listing.programs.count) programs for \(info.name) in \(output)")
  }
}
