import Benchmarks
import Foundation

/// The launches of a model's step as a table, in order or summed by operation.
struct GraphReport {
  let launches: [LaunchTiming]
  let arenaBytes: Int
  /// The way in which a run is submitted to the driver.
  let submission: String

  private var total: Double { launches.reduce(0) { $0 + $1.microseconds } }

  /// All launches, in the order in which they run.
  var list: String {
    let header =
      "    #          us  share   GFLOP/s      MB  launch and operation, with inputs → outputs"
    let rows = launches.enumerated().map { index, launch in
      let step = launch.step
      let shapes = { (types: [String]) in types.joined(separator: " ") }
      return String(
        format: "%5d %11.1f %5.1f%% %9@ %7.2f  ", index, launch.microseconds, share(launch.microseconds),
        rate(step.work.flops, launch.microseconds) as NSString, step.work.bytes * 1e-6)
        + "\(step.launch.name) (\(step.operation)) \(shapes(step.inputs.map { "\($0.shape)" })) → \(shapes(step.outputs.map { "\($0.shape)" }))"
    }
    return ([header] + rows + [footer]).joined(separator: "\n")
  }

  /// One row for each operation, the most expensive first.
  var summary: String {
    var sums: [String: (count: Int, time: Double, flops: Double)] = [:]
    for launch in launches {
      var sum = sums[launch.step.operation] ?? (0, 0, 0)
      sum = (sum.count + 1, sum.time + launch.microseconds, sum.flops + launch.step.work.flops)
      sums[launch.step.operation] = sum
    }
    let header = "         us  share   GFLOP/s  launches  operation"
    let rows = sums.sorted { ($1.value.time, $0.key) < ($0.value.time, $1.key) }.map { name, sum in
      String(
        format: "%11.1f %5.1f%% %9@ %9d  ", sum.time, share(sum.time),
        rate(sum.flops, sum.time) as NSString, sum.count) + name
    }
    return ([header] + rows + [footer]).joined(separator: "\n")
  }

  private var footer: String {
    String(
      format: "%d launches, %.3f ms on the device, arena %.2f MiB; submitted %@", launches.count,
      total * 1e-3,
      Double(arenaBytes) / 1_048_576, submission)
  }

  private func share(_ microseconds: Double) -> Double { microseconds / total * 100 }

  private func rate(_ flops: Double, _ microseconds: Double) -> String {
    flops == 0 ? "-" : String(format: "%.1f", flops / microseconds * 1e-3)
  }
}
