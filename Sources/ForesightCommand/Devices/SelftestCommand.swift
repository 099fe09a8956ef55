import ArgumentParser
import Conformance
import Operations

struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Compares every operation and model on a device, and searches, with reference cases.",
    discussion: """
      Prints, for each operation and each model's loss, what its worst result used of its tolerance, forward and backward: at most 1 \
      where it is right. An operation runs alone, and inside each fusion that graphs make of it. Exits with 1 where anything fails.
      """)

  @OptionGroup var device: DeviceOption

  @Option(
    name: .customLong("cases"),
    help: ArgumentHelp(
      "A safetensors file of cases to run instead of the embedded ones; may be repeated.", valueName: "file"))
  var files: [String] = []

  @Option(
    name: .customLong("search"),
    help: ArgumentHelp(
      "A JSON file of searches to run instead of the embedded cases; may be repeated, beside --cases too.",
      valueName: "file"))
  var searchFiles: [String] = []

  @Option(
    help: ArgumentHelp(
      "Test these operations only: names with commas between; may be repeated.", valueName: "operations"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Use this variant of every operation that has it: \(KernelVariant.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "variant"))
  var variant: KernelVariant?

  @Flag(
    name: [.customLong("all-variants"), .customLong("all-candidates")],
    help: """
      Run every case once with each variant of its operation, on matrix units in every precision; on a device that is \
      not a CPU, without the wide-vector ones, which are for CPUs. A CPU's matrix units are emulated.
      """)
  var allVariants = false

  @Option(
    help: """
      What products read of their operands: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")). Below float32 \
      results may be as far off as the last line says.
      """)
  var precision = Precision.float32

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  func run() throws {
    let isEmbedded = files.isEmpty && searchFiles.isEmpty
    let files = try isEmbedded ? ConformanceFile.embedded() : files.map { try ConformanceFile(path: $0) }
    let searches =
      try isEmbedded ? [SearchCaseFile.embedded()] : searchFiles.map { try SearchCaseFile(path: $0) }
    let only = only.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let device = try device.select()
    try precision.check("--precision", on: device.info)
    let selftest = try Selftest(
      device: device, files: files, searches: searches, only: only, variant: variant,
      allVariants: allVariants, precision: precision, selection: device.savedSelection)
    let report: SelftestReport
    if json {
      report = try selftest.run()
      printNow(try JSONLine.encode(report))
    } else {
      let table = SelftestTable(
        operations: selftest.operations, hasLowerPrecisions: allVariants || precision != .float32)
      printNow(table.header)
      report = try selftest.run { printNow(table.row($0)) }
      printNow(table.footer(report))
    }
    if !report.hasPassed { throw ExitCode(1) }
  }
}

extension KernelVariant: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
