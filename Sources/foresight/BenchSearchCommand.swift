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

  @Option(
    help: ArgumentHelp(
      "What evaluates the leaves: \(SearchBenchmark.Net.allCases.map(\.rawValue).joined(separator: ", ")), of which null does nothing.",
      valueName: "net"))
  var net = SearchBenchmark.Net.null

  @Option(help: "How many trees are searched at once.")
  var trees = 256

  @Option(help: "How many simulations each tree has.")
  var simulations = 50

  @Option(help: "How many actions a node has.")
  var actions = 2

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
      ("--trees", trees), ("--simulations", simulations), ("--actions", actions), ("--cohorts", cohorts),
      ("--maximum-batch", maximumBatch ?? 1), ("--threads", threads), ("--repeat", repeats),
    ] where value < 1 {
      throw ValidationError("\(name) must be at least 1")
    }
    if let fault = SearchCapacity.fault(trees: trees, simulations: simulations, actions: actions) {
      throw ValidationError("\(fault); ask for fewer --trees, --simulations or --actions")
    }
  }

  func run() throws {
    let benchmark = try SearchBenchmark(
      net: net, capacity: SearchCapacity(trees: trees, simulations: simulations, actions: actions),
      batching: Batching(cohorts: cohorts, maximumBatch: maximumBatch ?? .max, threads: threads))
    let report = SearchReport(
      try benchmark.run(repeats: repeats), net: net, trees: trees, simulations: simulations, actions: actions,
      threads: threads)
    printNow(try json ? report.line : report.text)
  }
}

extension SearchBenchmark.Net: ExpressibleByArgument {}
