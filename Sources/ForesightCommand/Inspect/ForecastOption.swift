import ArgumentParser
import Benchmarks
import Common
import Device
import Foundation
import Operations
import Tensors

/// The options of forecasts for a device that need not be present.
struct ForecastOption: ParsableArguments {
  @OptionGroup var named: NamedDeviceOption

  @Flag(help: "Print a line of JSON for each launch (with --as).")
  var json = false

  @Flag(help: "Launches are enqueued one by one in OpenCL, and are no CUDA graph (with --as).")
  var queued = false

  @Option(
    help: ArgumentHelp(
      "What tools/sass --json wrote of the kernels (with --as); without it, loops are thought to be as good as those of the kernels that the model was fitted to.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var loops: String?

  func validate() throws {
    if (json || queued || loops != nil) && named.name == nil {
      throw ValidationError("--json, --queued and --loops are of forecasts; name a device with --as")
    }
  }

  /// Throws if the file of loops cannot be used.
  private func model(of device: NamedDevice) throws -> LaunchModel {
    let table = try loops.map { file in
      guard let data = FileManager.default.contents(atPath: file) else {
        throw FileError(file: file, reason: "this cannot be read; name a file that tools/sass --json wrote")
      }
      return try LoopTable(json: data, source: file)
    }
    return LaunchModel(
      device: device, loops: table ?? LoopTable(), submission: queued ? .queue : .graph)
  }

  /// Prints the launches that `steps` makes on the named device.
  func show(_ device: NamedDevice, steps: (any Device) throws -> [Executable.Step]) throws {
    let shapes = LaunchShape.shapes(of: try steps(AbsentDevice(device.info)))
    let forecast = try StepForecast(shapes, model: model(of: device))
    if json {
      for launch in forecast.launches { printNow(try JSONLine.encode(ForecastLine(launch))) }
    } else {
      printNow(ForecastReport(forecast: forecast, device: device).text)
    }
  }

  /// Prints the time of each of a suite's operations, forward and backward.
  func showSuite(_ cases: [KernelSuite.Case]) throws {
    let device = named.device!
    let model = try model(of: device)
    let context = OperationContext(device: AbsentDevice(device.info))
    if !json { printNow(ForecastReport.suiteHeader) }
    for suiteCase in cases {
      let steps = try suiteCase.steps(context: context)
      for (direction, steps) in [("forward", steps.forward), ("backward", steps.backward)]
      where !steps.isEmpty {
        let forecast = StepForecast(LaunchShape.shapes(of: steps), model: model)
        if json {
          for launch in forecast.launches {
            printNow(try JSONLine.encode(ForecastLine(launch, name: "\(suiteCase.name) \(direction)")))
          }
        } else {
          printNow(ForecastReport.row(forecast, name: "\(suiteCase.name) \(direction)"))
        }
      }
    }
  }
}

/// The forecast of a launch as a line of JSON.
private struct ForecastLine: Encodable {
  /// The suite's case, if there is one.
  private let name: String?
  private let shape: LaunchShape
  private let waves: Double
  private let perfectUs: Double
  private let us: Double

  init(_ launch: LaunchForecast, name: String? = nil) {
    self.name = name
    shape = launch.shape
    waves = launch.waves.rounded(to: 3)
    perfectUs = launch.perfect.rounded(to: 3)
    us = launch.time.rounded(to: 3)
  }
}
