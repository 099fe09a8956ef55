import ArgumentParser
import Benchmarks
import Search

struct BenchSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Times batched tree searches.",
    discussion: """
      Times of the host and of the evaluator are for one simulation of one tree. The host's is that of finding \
      leaves (descent) and of adding them with their values to the trees (backup), summed over its threads. The \
      evaluator hands batches to the device (upload), waits for it, and hands its answers on (download).
      """)

  @OptionGroup var device: DeviceOption
  @OptionGroup var sizes: SearchNetSizes

  @Option(help: "The number of groups of trees that take turns at the evaluator.")
  var groups = 1

  @Option(help: "The largest number of leaves of a batch; by default a group's number of trees.")
  var maximumBatch: Int?

  @Option(help: "The number of host threads.")
  var threads = 1

  @Option(name: .customLong("repeat"), help: "The number of searches whose median is reported.")
  var repeats = 9

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try OptionRange.check(
      ("--groups", groups, OptionRange.parts), ("--maximum-batch", maximumBatch ?? 1, OptionRange.parts),
      ("--threads", threads, OptionRange.threads), ("--repeat", repeats, OptionRange.repeats))
  }

  func run() throws {
    let trees = try sizes.usedTrees(on: device.select().info)
    let (simulations, actions) = (try sizes.usedSimulations, try sizes.actions)
    let evaluator = try sizes.evaluator(device: device, trees: trees, maximumBatch: maximumBatch ?? trees)
    let benchmark = try SearchBenchmark(
      evaluator: evaluator,
      capacity: SearchCapacity(trees: trees, simulations: simulations, actions: actions),
      batching: Batching(groups: groups, maximumBatch: maximumBatch ?? .max, threads: threads))
    let report = SearchReport(
      try benchmark.run(repeats: repeats), net: sizes.name, trees: trees, simulations: simulations,
      actions: actions, threads: threads)
    printNow(try json ? JSONLine.encode(report) : report.text)
  }
}
