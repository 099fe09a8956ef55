import Benchmarks
import Device
import Foundation

/// The launches of a step on a device that need not be present, those that waste most time first.
struct ForecastReport {
  let forecast: StepForecast
  let device: NamedDevice

  private static let header =
    " count  groups    waves  last   MFLOP       MB  perfect us      us  waste us  launch and operation"

  var text: String {
    let rows = forecast.groups.map { launch, count in
      let shape = launch.shape
      return String(
        format: "%6d %7d %8.2f %4.0f%% %7.1f %8.3f %11.2f %7.1f %9.1f  ", count, shape.groups, launch.waves,
        launch.lastWave * 100, shape.flops * 1e-6, shape.tensorBytes * 1e-6, launch.perfect, launch.time,
        launch.waste * Double(count)) + "\(shape.kernel) (\(shape.operation))"
    }
    return (["\(device.info.name), which need not be here:", Self.header] + rows + [totals]).joined(
      separator: "\n")
  }

  private var totals: String {
    let launches = forecast.launches
    return String(
      format: """
        %d launches: %.3f GFLOP, %.1f MB; %.3f ms by our kernels, %.3f ms by perfect ones
        arithmetic in launches of 100 work-groups or more, or with 3/4 of the last wave filled: %.1f%%
        """, launches.count, forecast.flops * 1e-9, forecast.bytes * 1e-6, forecast.time * 1e-3,
      forecast.perfect * 1e-3, forecast.occupyingShare * 100)
  }

  static let suiteHeader = "launches  perfect us      us  times  case"

  /// A suite's case as one line.
  static func row(_ forecast: StepForecast, name: String) -> String {
    String(
      format: "%8d %11.2f %7.1f %6.1f  ", forecast.launches.count, forecast.perfect, forecast.time,
      forecast.time / forecast.perfect) + name
  }
}
