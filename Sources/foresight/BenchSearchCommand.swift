import ArgumentParser
import Benchmarks
import Search

/// `foresight bench search`: batched tree searches.
struct BenchSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Times batched tree searches.",
    discussion: """
      The host's time is that of finding leaves and of adding them with their values to the trees: all but the \
      evaluator's, for one simulation of one tree.
      """)

  @OptionGroup var device: DeviceOption
  @OptionGroup var sizes: SearchNetSizes

  @Option(help: "How many trees are searched at once.")
  var trees = 64

  @Option(help: "How many simulations each tree has.")
  var simulations = 50

  @Option(help: "How many groups of trees take turns at the evaluator.")
  var cohorts = 1

  @Option(help: "The most leaves of one batch; as many as a group has trees unless given.")
  var maximumBatch: Int?

  @Option(help: "The host's threads.")
  var threads = 1

  @Option(name: .customLong("repeat"), help: "How many searches the median is taken of.")
  var repeats = 9

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    for (name, value) in [
      ("--trees", trees), ("--simulations", simulations), ("--cohorts", cohorts),
      ("--maximum-batch", maximumBatch ?? 1), ("--threads", threads), ("--repeat", repeats),
    ] where value < 1 {
      throw ValidationError("\(name) must be at least 1")
    }
    if let fault = SearchCapacity.fault(
      trees: trees, simulations: simulations, actions: sizes.networks.actions)
    {
      throw ValidationError("\(fault); ask for fewer --trees, --simulations or --actions")
    }
  }

  func run() throws {
    let evaluators = try sizes.evaluators(
      device: device, trees: trees, simulations: simulations, maximumBatch: maximumBatch ?? trees)
    let benchmark = try SearchBenchmark(
      evaluators: evaluators,
      capacity: SearchCapacity(trees: trees, simulations: simulations, actions: sizes.networks.actions),
      batching: Batching(cohorts: cohorts, maximumBatch: maximumBatch ?? .max, threads: threads))
    let report = SearchReport(
      try benchmark.run(repeats: repeats), net: sizes.net.rawValue, trees: trees, simulations: simulations,
      actions: sizes.networks.actions,
      threads: threads)
    printNow(try json ? report.line : report.text)
  }
}
