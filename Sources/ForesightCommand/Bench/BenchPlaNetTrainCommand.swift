import ArgumentParser
import Benchmarks

/// `foresight bench planet-train`: times a training step of PlaNet.
struct BenchPlaNetTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planet-train", abstract: "Times PlaNet's training step on random data.",
    discussion: """
      A step is the whole of it: encoder, latent dynamics, decoder, losses, gradients, clipping, and the update of \
      all parameters. Its time is that of one step that is waited for, the median over all steps.
      """)

  @OptionGroup var sizes: PlaNetSizes
  @OptionGroup var device: DeviceOption

  @Option(help: "The number of steps whose median is reported.")
  var steps = 5

  @Flag(help: "Print a line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check(("--steps", steps, OptionRange.repeats))
  }

  func run() throws {
    let device = try device.select()
    let peaks = try DeviceMeasurement(device: device).peaks(runSeconds: 0.01, runs: 12)
    let work = try sizes.work
    let benchmark = try work.benchmark(device: device)
    let timing = try benchmark.time(runs: steps, warmUp: 2)
    let report = RunReport(
      timing, training: "PlaNet training step", sizes: work.description, batch: work.settings.learner.batch,
      length: work.settings.learner.chunkLength, device: device.info, peaks: peaks)
    printNow(try json ? JSONLine.encode(report) : report.text)
  }
}
