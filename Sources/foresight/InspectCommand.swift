import ArgumentParser
import Benchmarks
import Device

/// `foresight inspect …`: what lies inside.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what lies inside.",
    subcommands: [InspectGraphCommand.self, InspectProgramsCommand.self])
}

/// `foresight inspect graph …`: the launches of a model's work.
struct InspectGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Lists the launches of a model's work with their times.",
    subcommands: [
      InspectMuZeroGraphCommand.self, InspectPlaNetGraphCommand.self, InspectPlanGraphCommand.self,
      InspectInferenceCommand.self,
    ])
}

struct InspectMuZeroGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muzero", abstract: "Lists the launches of MuZero's training step.")

  @OptionGroup var sizes: MuZeroSizes
  @OptionGroup var view: GraphView

  func run() throws { try view.show { try sizes.benchmark(device: $0) } }
}

struct InspectPlaNetGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planet", abstract: "Lists the launches of PlaNet's training step.")

  @OptionGroup var sizes: PlaNetSizes
  @OptionGroup var view: GraphView

  func run() throws { try view.show { try sizes.benchmark(device: $0) } }
}

struct InspectPlanGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Lists the launches of a search for plans in PlaNet's latent states.")

  @OptionGroup var sizes: PlanSizes
  @OptionGroup var view: GraphView

  func run() throws { try view.show { try sizes.benchmark(device: $0) } }
}

/// How launches are shown.
struct GraphView: ParsableArguments {
  @OptionGroup var device: DeviceOption

  @Flag(help: "Sum up the launches of each operation instead of listing them in order.")
  var summary = false

  @Option(help: "Runs to take each launch's median time of.")
  var runs = 5

  func validate() throws {
    try OptionRange.check(("--runs", runs, OptionRange.repeats))
  }

  /// Prints the launches of what `benchmark` makes.
  func show(_ benchmark: (any Device) throws -> any ProfiledBenchmark) throws {
    let benchmark = try benchmark(device.select())
    let report = GraphReport(
      launches: try benchmark.profile(runs: runs), arenaBytes: benchmark.arenaBytes,
      submission: benchmark.submission)
    printNow(summary ? report.summary : report.list)
  }
}
