import ArgumentParser
import Benchmarks
import Device
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures how fast things run.",
    subcommands: [
      BenchEnvironmentCommand.self, BenchKernelsCommand.self, BenchMuZeroTrainCommand.self,
      BenchPlaNetTrainCommand.self,
      BenchPlanCommand.self,
      BenchReplayCommand.self,
      BenchSearchCommand.self,
    ])
}

struct BenchKernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Times the operations of a kernel suite, forward and backward.",
    discussion: """
      A time is that of N queued runs and one wait, divided by N. The share is of the device's measured \
      peak of fused multiply-adds, or of its copy bandwidth (GB/s) for operations that are not matrix \
      products; what fits the caches can exceed that.
      """)

  @OptionGroup var suite: SuiteOption
  @OptionGroup var device: DeviceOption

  @Option(name: .customLong("repeat"), help: "The number of batches whose median is reported.")
  var repeats = 15

  @Flag(help: "Print a line of JSON for each case.")
  var json = false

  func validate() throws {
    try OptionRange.check(("--repeat", repeats, OptionRange.repeats))
  }

  func run() throws {
    let cases = try suite.cases()
    let device = try device.select()
    let peaks = try DeviceMeasurement(device: device).peaks(runSeconds: 0.01, runs: 12)
    let benchmark = try KernelBenchmark(
      device: device, peaks: peaks, repeats: repeats, selection: device.savedSelection)
    let table = KernelTable(nameWidth: cases.map(\.name.count).max() ?? 0)
    if !json { printNow(table.header(device: device.info, peaks: peaks)) }
    var failures = 0
    for suiteCase in cases {
      do {
        let timing = try benchmark.time(suiteCase)
        let report = KernelReport(timing, device: device.info.name)
        printNow(try json ? JSONLine.encode(report) : table.row(timing))
      } catch {
        failures += 1
        let report = KernelReport(failed: suiteCase.name, error: "\(error)", device: device.info.name)
        printNow(try json ? JSONLine.encode(report) : table.failure(suiteCase.name, error: "\(error)"))
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }
}

/// Prints a line and flushes it, so that it shows at once through a pipe, too. Ends the program if it cannot
/// be written.
func printNow(_ line: String) {
  print(line)
  if fflush(nil) != 0 {
    FileHandle.standardError.write(
      Data("foresight: error: the output cannot be written; is the disk full?\n".utf8))
    exit(1)
  }
}
