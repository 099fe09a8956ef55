import ArgumentParser
import Benchmarks
import Device
import Tensors

/// `foresight inspect …`: shows the program's inner workings.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what lies inside.",
    subcommands: [InspectGraphCommand.self, InspectProgramsCommand.self, InspectTreeCommand.self])
}

/// `foresight inspect graph …`: lists the launches of a model's work.
struct InspectGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Lists the launches of a model's work with their times.",
    subcommands: [
      InspectTrainGraphCommand.self, InspectMuZeroGraphCommand.self, InspectPlaNetGraphCommand.self,
      InspectPlanGraphCommand.self, InspectInferenceCommand.self, InspectSuiteGraphCommand.self,
    ])
}

struct InspectMuZeroGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muzero", abstract: "Lists the launches of MuZero's training step.")

  @OptionGroup var sizes: MuZeroSizes
  @OptionGroup var view: GraphView

  func run() throws {
    try view.show(
      { try sizes.work.benchmark(device: $0) }, steps: { try sizes.work.trainingStep(device: $0).steps })
  }
}

struct InspectPlaNetGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planet", abstract: "Lists the launches of PlaNet's training step.")

  @OptionGroup var sizes: PlaNetSizes
  @OptionGroup var view: GraphView

  func run() throws {
    try view.show(
      { try sizes.work.benchmark(device: $0) }, steps: { try sizes.work.trainingStep(device: $0).steps })
  }
}

struct InspectPlanGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Lists the launches of a search for plans in PlaNet's latent states, and the parts of the one that tries plans."
  )

  @OptionGroup var sizes: PlanSizes
  @OptionGroup var view: GraphView

  func run() throws {
    let work = try sizes.work
    try view.show(
      { try work.planningBenchmark(device: $0) }, steps: { try work.search(device: $0).0.steps })
    guard view.forecast.named.name == nil else { return }
    do {
      let program = try work.rollout(on: view.device.select().info)
      let table = RowProgramTable(
        parts: program.parts, form: program.form, bytes: program.tileBytes, isLocal: program.isLocal)
      let each = "a step of a candidate, \(program.sizes.steps) steps"
      printNow("\nplan_rollout:\n" + table.text(of: program.sizes.rows, "candidates", each: each))
    } catch let fault as RowFault {
      printNow("\nplans are not tried in one launch: \(fault)")
    }
  }
}

/// The options that decide how launches are shown.
struct GraphView: ParsableArguments {
  @OptionGroup var device: DeviceOption
  @OptionGroup var forecast: ForecastOption

  @Flag(help: "Sum up the launches of each operation instead of listing them in order.")
  var summary = false

  @Option(help: "The number of runs over which each launch's median time is taken.")
  var runs = 5

  func validate() throws {
    try OptionRange.check(("--runs", runs, OptionRange.repeats))
    if forecast.named.name != nil && (device.device != nil || summary) {
      throw ValidationError("--as runs nothing; leave out --device and --summary")
    }
  }

  /// Prints the launches of the benchmark that `benchmark` makes; for a named device, those that `steps`
  /// would get there.
  func show(
    _ benchmark: (any Device) throws -> RunBenchmark,
    steps: (any Device) throws -> [Executable.Step]
  ) throws {
    if let device = forecast.named.device { return try forecast.show(device, steps: steps) }
    let benchmark = try benchmark(device.select())
    let report = GraphReport(
      launches: try benchmark.profile(runs: runs), arenaBytes: benchmark.arenaBytes,
      submission: benchmark.submission)
    printNow(summary ? report.summary : report.list)
  }
}
