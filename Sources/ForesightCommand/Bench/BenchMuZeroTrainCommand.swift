import ArgumentParser
import Benchmarks

/// `foresight bench muzero-train`: times a training step of MuZero.
struct BenchMuZeroTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "muzero-train", abstract: "Times MuZero's training step on random data.",
    discussion: """
      A step is the whole of it: unrolled networks, losses, gradients, and the update of all parameters. Its time \
      is that of one step that is waited for, the median over all steps. Small perceptrons are trained on one thread of a \
      CPU, as `train` does.
      """)

  @OptionGroup var sizes: MuZeroSizes
  @OptionGroup var device: DeviceOption

  @Option(help: "The number of steps whose median is reported.")
  var steps = 20

  @Flag(help: "Print a line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check(("--steps", steps, OptionRange.repeats))
  }

  func run() throws {
    let work = try sizes.work
    let device = work.learningDevice(beside: try device.select())
    let peaks = try DeviceMeasurement(device: device).peaks(runSeconds: 0.01, runs: 12)
    let benchmark = try work.benchmark(device: device)
    let timing = try benchmark.time(runs: steps, warmUp: 3)
    let report = RunReport(
      timing, training: "MuZero training step", sizes: work.description,
      net: sizes.preset ?? sizes.net.rawValue, batch: work.settings.learner.batch, device: device.info,
      peaks: peaks)
    printNow(try json ? JSONLine.encode(report) : report.text)
  }
}
