import ArgumentParser
import Benchmarks

struct BenchPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Times planning by the cross-entropy method in PlaNet's latent states.",
    discussion: """
      A run is the whole search: in each iteration plans are drawn, tried in the model, and the best selected. Its \
      time is that of one run that is waited for, the median over all runs.
      """)

  @OptionGroup var sizes: PlanSizes
  @OptionGroup var device: DeviceOption

  @Option(name: .customLong("repeat"), help: "The number of runs whose median is reported.")
  var repeats = 5

  @Flag(help: "Print a line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check(("--repeat", repeats, OptionRange.repeats))
  }

  func run() throws {
    let device = try device.select()
    let peaks = try DeviceMeasurement(device: device).peaks(runSeconds: 0.01, runs: 12)
    let work = try sizes.work
    let timing = try work.planningBenchmark(device: device).time(runs: repeats, warmUp: 1)
    let report = RunReport(timing, planning: work, device: device.info, peaks: peaks)
    printNow(try json ? JSONLine.encode(report) : report.text)
  }
}
